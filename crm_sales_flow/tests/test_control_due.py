from datetime import date, timedelta

from odoo.tests import tagged

from .board_common import BoardChecks
from .field_work_common import FieldWorkCase

SOON = 30


@tagged("post_install", "-at_install")
class TestControlDue(BoardChecks, FieldWorkCase):
    """Certificates and contracts that end soon: each sees those of his own deals (Z09)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_team.user_id = False
        cls.body = cls.env["crm.attestation.body"].create({"name": "Body"})
        cls.papers = {}
        for name, team, login in (
            ("own", cls.team, "manager"),
            ("colleague", cls.team, "head"),
            ("sub-unit", cls.sub_unit, "tester"),
            ("foreign", cls.other_team, "manager_two"),
        ):
            deal = cls.make_deal(name=name, team_id=team.id, user_id=cls.users[login].id)
            for days in (0, 61, -1, SOON):
                cls.papers[name] = cls.papers_of(deal, days)
            cls.certificate(deal, SOON, verdict="failed")
            cls.contract(deal, SOON)  # a draft
        cls.env.flush_all()

    @classmethod
    def papers_of(cls, deal, days):
        contract = cls.contract(deal, days)
        contract.sudo().state = "active"
        return cls.certificate(deal, days), contract

    @classmethod
    def certificate(cls, deal, days, verdict="passed"):
        number = f"{deal.name} {days} {verdict}"
        lot = cls.env["stock.lot"].create({"product_id": cls.lot.product_id.id, "name": number})
        ends = date.today() + timedelta(days=days)
        return cls.env["crm.attestation.certificate"].create(
            {
                "number": number,
                "body_id": cls.body.id,
                "lot_id": lot.id,
                "lead_id": deal.id,
                "date": ends - timedelta(days=365),
                "valid_until": ends,
                "verdict": verdict,
            }
        )

    @classmethod
    def contract(cls, deal, days):
        ends = date.today() + timedelta(days=days)
        return cls.env["crm.service.contract"].create(
            {
                "partner_id": cls.client_company.id,
                "lead_id": deal.id,
                "user_id": deal.user_id.id,
                "date_start": ends - timedelta(days=365),
                "date_end": ends,
            }
        )

    def due(self, login, filters=False):
        """:return: names of the deals whose certificates, and whose contracts, end soon."""
        figures = self.figures(self.board(login, filters=filters))
        found = []
        for key in ("certificates", "contracts"):
            figure = figures["service", key]
            action = figure["action"]
            rows = self.as_user(login, self.env[action["res_model"]]).search(action["domain"])
            self.assertEqual(len(rows), figure["value"])
            names = [row.lead_id.name for row in rows.sudo()]
            self.assertEqual(len(names), 2 * len(set(names)))  # today's, and the later one
            found.append(sorted(set(names)))
            days = {
                (row["valid_until" if key == "certificates" else "date_end"] - date.today()).days
                for row in rows
            }
            self.assertLessEqual(days, {SOON, 0}, "neither what has ended nor what ends later")
        self.assertEqual(*found)
        return found[0]

    def test_Z09_the_head_sees_what_ends_in_his_department_only(self):
        self.assertEqual(self.due("head"), ["colleague", "own", "sub-unit"])
        self.assertEqual(self.due("director"), ["colleague", "foreign", "own", "sub-unit"])

    def test_Z09_a_manager_sees_what_ends_of_his_own_clients(self):
        self.assertEqual(self.due("manager"), ["own"])
        self.assertEqual(self.due("manager_two"), ["foreign"])

    def test_Z09_a_department_and_a_person_are_chosen(self):
        own = self.users["manager"].id
        self.assertEqual(self.due("head", {"user_id": own}), ["own"])
        self.assertEqual(self.due("director", {"team_id": self.other_team.id}), ["foreign"])
        own_team = {"team_id": self.team.id}
        self.assertEqual(self.due("director", own_team), ["colleague", "own", "sub-unit"])

    def test_Z09_contracts_of_another_department_do_not_open(self):
        _certificate, foreign = self.papers["foreign"]
        for login, seen in (("head", False), ("manager", False), ("director", True)):
            contracts = self.as_user(login, self.env["crm.service.contract"])
            self.assertEqual(bool(contracts.search([("id", "=", foreign.id)])), seen, login)
