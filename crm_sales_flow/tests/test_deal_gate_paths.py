from odoo.exceptions import UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealGatePaths(SalesFlowCase):
    """I06, I11: no call, context key or import of the manager gets a deal past a gate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.won = cls.stages["won"]
        cls.deal = cls.make_deal()
        cls.other = cls.make_deal(name="Pump")
        cls.model = cls.env["crm.lead"].with_user(cls.users["manager"])

    def rpc(self, method, *args, **kwargs):
        """What a caller of the JSON API or of execute_kw does, as the manager."""
        return call_kw(self.model, method, list(args), kwargs)

    def assertHeld(self, name, path):
        """The path is refused with a reason, or leads nowhere; nobody comes past a gate."""
        before = self.env["crm.lead"].search([]).ids
        with self.subTest(path=name):
            with self.assertRaises(UserError):  # refused access and values are such, too
                path()
            self.env.invalidate_all()
            deals = self.deal | self.other
            self.assertEqual(deals.stage_id, self.stages["needs"])
            self.assertEqual(set(deals.mapped("won_status")), {"pending"})
            passed = self.env["crm.lead"].search(
                [("id", "not in", before), ("team_id.flow_enabled", "=", True)]
            )
            self.assertFalse(passed)

    def test_I11_writes(self):
        ids, won = self.deal.ids, self.won.id
        everyone = (self.deal | self.other).ids
        paths = {
            "form": lambda: self.rpc("web_save", ids, {"stage_id": won}, specification={}),
            "kanban": lambda: self.rpc(
                "web_save", ids, {"stage_id": won}, specification={"stage_id": {}}
            ),
            "mass edit": lambda: self.rpc("write", everyone, {"stage_id": won}),
            "list edit of several": lambda: self.rpc(
                "web_save_multi", everyone, [{"stage_id": won}, {}], specification={}
            ),
            "won": lambda: self.rpc("action_set_won", ids),
            "rainbow": lambda: self.rpc("action_set_won_rainbowman", ids),
            "certainty": lambda: self.rpc("write", ids, {"stage_id": won, "probability": 100}),
            "archived at once": lambda: self.rpc("write", ids, {"stage_id": won, "active": False}),
            "through the client": lambda: call_kw(
                self.env["res.partner"].with_user(self.users["manager"]),
                "write",
                [
                    self.client_company.ids,
                    {"opportunity_ids": [(1, self.deal.id, {"stage_id": won})]},
                ],
                {},
            ),
        }
        for name, path in paths.items():
            self.assertHeld(name, path)

    def test_I11_context_keys(self):
        ids, won = self.deal.ids, self.won.id
        begin = {"name": "New", "type": "opportunity", "team_id": self.team.id}
        contexts = [
            {"import_file": True},
            {"import_file": True, "tracking_disable": True, "mail_notrack": True},
            {"install_mode": True, "module": "crm_sales_flow"},
            {"uid": 1, "su": True, "active_test": False},
        ]
        for context in contexts:
            for vals in ({"stage_id": won}, {"won_status": "won"}, {"payment_state": "paid"}):
                self.assertHeld(
                    str(context),
                    lambda context=context, vals=vals: self.rpc(
                        "write", ids, vals, context=context
                    ),
                )
        for context in (
            {"default_stage_id": won},
            {"default_payment_state": "paid"},
            {"default_documents_complete": True, "default_won_status": "won"},
        ):
            self.assertHeld(
                str(context),
                lambda context=context: self.rpc("create", [begin], context=context),
            )
        self.assertHeld(
            "quick create",
            lambda: self.rpc(
                "name_create",
                "New",
                context={
                    "default_stage_id": won,
                    "default_team_id": self.team.id,
                    "default_type": "opportunity",
                },
            ),
        )

    def test_I11_creation_copy_and_import(self):
        won = self.won.id
        begin = {"name": "New", "type": "opportunity", "team_id": self.team.id, "stage_id": won}
        rows = [["New", "Opportunity", str(self.team.id), str(won)]]
        names = ["name", "type", "team_id/.id", "stage_id/.id"]
        self.assertHeld("create", lambda: self.rpc("create", [begin]))
        self.assertHeld("copy", lambda: self.rpc("copy", self.deal.ids, {"stage_id": won}))
        for context in ({}, {"import_file": True}):
            self.assertHeld(
                f"load {context}",
                lambda context=context: self.loaded(names, rows, context),
            )
            self.assertHeld(
                f"load over {context}",
                lambda context=context: self.loaded(
                    [".id", "stage_id/.id"], [[str(self.deal.id), str(won)]], context
                ),
            )

    def loaded(self, names, rows, context):
        """``load`` answers with messages instead of raising."""
        result = self.rpc("load", names, rows, context=context)
        if not result["ids"]:
            raise UserError(result["messages"][0]["message"])

    def test_I11_an_administrator_imports_any_stage_and_the_history_says_so(self):
        admin = self.env.ref("base.user_admin")
        model = self.env["crm.lead"].with_user(admin).with_context(import_file=True)
        rows = [["Running", "Opportunity", str(self.team.id), str(self.stages["supply"].id)]]
        result = model.load(["name", "type", "team_id/.id", "stage_id/.id"], rows)
        visit = self.env["crm.lead"].browse(result["ids"]).history_ids
        self.assertEqual((visit.stage_id, visit.user_id), (self.stages["supply"], admin))
        self.assertTrue(visit.is_imported)
        self.deal.stage_id = self.stages["selection"]
        self.assertFalse(self.deal.history_ids[0].is_imported)

    def test_I11_by_ways_round(self):
        won, outside = self.won.id, self.env["crm.team"].create({"name": "Plain"})
        mine = self.as_user("manager", self.deal)
        lead = self.make_deal(type="lead", name="Lead", qualification_basis="call")
        self.as_user("manager", lead).write({"stage_id": won})
        paths = {
            "other team": lambda: mine.write({"team_id": outside.id, "stage_id": won}),
            "no team": lambda: mine.write({"team_id": False}),
            "other department": lambda: mine.write({"team_id": self.other_team.id}),
            "back to a lead": lambda: mine.write({"type": "lead"}),
            "archive": mine.action_archive,
            "lost without a word": mine.action_set_lost,
            "toggle": lambda: mine.write({"active": False, "probability": 0}),
            "a lead that stands on won": lambda: self.convert(lead),
            "override of his own": lambda: (
                self.env["crm.stage.override"]
                .with_user(self.users["manager"])
                .create(
                    {
                        "lead_id": self.deal.id,
                        "gate_id": self.env.ref("crm_sales_flow.gate_paid").id,
                        "reason": "Please",
                    }
                )
            ),
            "a gate that is gone": lambda: (
                self.env.ref("crm_sales_flow.gate_paid")
                .with_user(self.users["manager"])
                .write({"active": False})
            ),
            "a stage without gates": lambda: self.won.with_user(self.users["manager"]).write(
                {"sequence": 1}
            ),
        }
        for name, path in paths.items():
            self.assertHeld(name, path)
        lead.invalidate_recordset()
        self.assertEqual(lead.type, "lead")

    def convert(self, lead):
        wizard = (
            self.env["crm.lead2opportunity.partner"]
            .with_user(self.users["manager"])
            .with_context(active_model="crm.lead", active_id=lead.id, active_ids=lead.ids)
        )
        wizard.create({"name": "convert"}).action_apply()

    def test_I11_merge_does_not_carry_a_deal_forward(self):
        """The lead that pretends to stand on «won» gives its data, and not its stage."""
        lead = self.make_deal(type="lead", name="Lead")
        self.as_user("manager", lead).write({"stage_id": self.won.id})
        wizard = self.env["crm.merge.opportunity"].with_user(self.users["manager"])
        wizard.create({"opportunity_ids": [(6, 0, (self.deal | lead).ids)]}).action_merge()
        self.env.invalidate_all()
        left = (self.deal | lead).exists()
        self.assertEqual((left.stage_id, left.won_status), (self.stages["needs"], "pending"))

    def test_I11_facts_are_not_typed(self):
        """Whatever a gate may ask for is worked out, and refused from people."""
        facts = self.env["crm.lead"]._flow_fact_names()
        wanted = {"payment_state", "documents_complete", "obligations_open_count", "won_status"}
        self.assertLessEqual(wanted | {"selection_state", "date_committed"}, facts)
        self.assertLessEqual(
            {"quotation_count", "sale_amount_total", "meeting_display_date"}, facts
        )
        self.assertFalse({"name", "phone", "expected_revenue", "partner_name", "tag_ids"} & facts)
        for name in sorted(facts):
            self.assertHeld(name, lambda name=name: self.rpc("write", self.deal.ids, {name: False}))

    def test_I06_a_stage_of_one_team_is_no_way_round(self):
        plain = self.env["crm.team"].create({"name": "Plain"})
        stage = self.env["crm.stage"].create({"name": "Theirs", "team_ids": plain.ids})
        self.assertHeld(
            "stage of a team", lambda: self.rpc("write", self.deal.ids, {"stage_id": stage.id})
        )
        with self.assertRaises(ValidationError):
            stage.team_ids = self.team

    def test_head_hands_a_deal_over_to_another_department(self):
        self.as_user("head", self.deal).team_id = self.other_team
        self.assertEqual(self.deal.team_id, self.other_team)
