from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeHandover(IntakeCase):
    """F10: marketing hands prospective clients over to sales, through the sorting desk only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls.env["utm.campaign"].create({"name": "Vacuum furnaces"})
        cls.prospects = cls.env["res.partner"].create(
            [{"name": f"Prospect {n}", "email": f"p{n}@prospect{n}.example"} for n in range(3)]
        )

    def wizard(self, partners, login="marketer", **values):
        Wizard = self.as_user(login, self.env["crm.marketing.handover"]).with_context(
            active_model="res.partner", active_ids=partners.ids
        )
        values = {
            "campaign_id": self.campaign.id,
            "comment": "Read\n<b>three</b> letters",
            **values,
        }
        return Wizard.create(values)

    def requests(self, partners):
        return self.Request.search([("partner_id", "in", partners.ids)])

    def test_F10_request_waits_at_the_desk_with_campaign_score_and_comment(self):
        self.wizard(self.prospects[0], score=80).action_hand_over()
        request = self.requests(self.prospects[0])
        self.assertRecordValues(
            request,
            [
                {
                    "state": "new",
                    "channel": "marketing",
                    "campaign_id": self.campaign.id,
                    "marketing_score": 80,
                    "team_id": False,
                    "lead_id": False,
                }
            ],
        )
        self.assertIn("&lt;b&gt;three", request.body)
        ids = [row["id"] for row in self.as_user("sorter", self.Request).flow_desk()["requests"]]
        self.assertIn(request.id, ids)
        self.as_user("sorter", request).action_sort(self.team.id)
        lead = request.lead_id
        self.assertEqual(lead.campaign_id, self.campaign)
        self.assertEqual((lead.marketing_score, lead.team_id), (80, self.team))
        self.assertIn("three", lead.description)

    def test_F10_who_cannot_be_reached_or_is_in_work_is_refused_with_the_reason(self):
        silent = self.env["res.partner"].create({"name": "Silent"})
        colleague = self.env["res.partner"].create(
            {
                "name": "Colleague",
                "email": "colleague@x.example",
                "parent_id": self.client_company.id,
            }
        )
        self.make_deal()
        wizard = self.wizard(silent | colleague | self.prospects[:1])
        self.assertEqual(wizard.accepted_count, 1)
        self.assertIn("Silent", wizard.refusal)
        self.assertIn("Vacuum chamber", wizard.refusal)
        wizard.action_hand_over()
        self.assertFalse(self.requests(silent | colleague))
        self.assertEqual(len(self.requests(self.prospects[0])), 1)
        with self.assertRefused("Silent"):
            self.wizard(silent).action_hand_over()

    def test_F10_nobody_is_handed_over_twice(self):
        self.wizard(self.prospects[0]).action_hand_over()
        number = self.requests(self.prospects[0]).name
        with self.assertRefused(number):
            self.wizard(self.prospects[0]).action_hand_over()
        self.as_user("sorter", self.requests(self.prospects[0])).action_sort(self.team.id)
        with self.assertRefused("in work"):
            self.wizard(self.prospects[0]).action_hand_over()

    def test_F10_merged_lead_keeps_the_score(self):
        leads = self.env["crm.lead"]
        for prospect, score in zip(self.prospects[:2], (20, 80), strict=True):
            self.wizard(prospect, score=score).action_hand_over()
            request = self.requests(prospect)
            self.as_user("sorter", request).action_sort(self.team.id)
            leads |= request.lead_id
        self.env.flush_all()
        merged = self.as_user("director", leads).merge_opportunity()
        self.assertEqual(merged.marketing_score, 80)

    def test_F10_sorting_cannot_be_skipped(self):
        wizard = self.wizard(self.prospects)
        self.assertFalse({"team_id", "user_id"} & set(wizard._fields))
        wizard.with_context(default_team_id=self.team.id, default_state="sorted").action_hand_over()
        self.assertEqual(set(self.requests(self.prospects).mapped("state")), {"new"})
        self.assertFalse(self.requests(self.prospects).team_id)
        with self.assertRaises(AccessError):
            self.as_user("marketer", self.env["crm.lead"]).create({"name": "x", "type": "lead"})

    def test_F10_only_marketing_and_the_director(self):
        for login in ("manager", "head", "secretary", "sorter", "accountant"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.wizard(self.prospects, login=login)
        self.wizard(self.prospects, login="director").action_hand_over()
        self.assertEqual(len(self.requests(self.prospects)), 3)

    def test_F10_score_and_comment_are_asked_for(self):
        with self.assertRaises(ValidationError):
            self.wizard(self.prospects, score=101)
        Wizard = self.as_user("marketer", self.env["crm.marketing.handover"])
        Wizard = Wizard.with_context(active_model="res.partner", active_ids=self.prospects.ids)
        with Form(Wizard) as form:
            form.campaign_id = self.campaign
            with self.assertRaises(AssertionError):
                form.save()
            form.comment = "Asked for a price"
        self.assertEqual(form.record.partner_ids, self.prospects)
        self.assertTrue(form.record.source_id.flow_approved)

    def test_F10_criteria_cost_as_much_for_many_as_for_few(self):
        def cost(partners):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners._handover_refusals()
            return self.env.cr.sql_log_count - before

        many = self.env["res.partner"].create(
            [{"name": f"N{n}", "email": f"n{n}@n{n}.example"} for n in range(30)]
        )
        self.env.flush_all()
        few = cost(self.prospects[:2])
        self.assertLessEqual(cost(many), few)

    def test_F10_hook_of_the_implementer_is_asked(self):
        Partner = type(self.env["res.partner"])
        origin = Partner._handover_refusals

        def refuse(partners):
            return {**origin(partners), **dict.fromkeys(partners, "not this year")}

        self.patch(Partner, "_handover_refusals", refuse)
        with self.assertRaises(UserError) as caught:
            self.wizard(self.prospects).action_hand_over()
        self.assertIn("not this year", str(caught.exception))

    def test_F10_the_score_survives_a_merge_and_is_not_copied(self):
        deals = self.env["crm.lead"].create(
            [
                {
                    "name": name,
                    "type": "opportunity",
                    "team_id": self.team.id,
                    "partner_id": self.client_company.id,
                    "marketing_score": score,
                }
                for name, score in (("Bare", 0), ("Scored", 80))
            ]
        )
        merged = self.as_user("head", deals).merge_opportunity()
        self.assertEqual(merged.marketing_score, 80)
        self.assertEqual(merged.copy().marketing_score, 0)
