from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user

ROLES = {
    "manager": "group_manager",
    "manager_two": "group_manager",
    "tester": "group_manager",
    "head": "group_head",
    "director": "group_director",
    "sorter": "group_request_sorter",
    "secretary": "group_secretary",
    "marketer": "group_marketer",
    "accountant": "group_accountant",
    "warehouse": "group_warehouse",
    "production": "group_production",
    "engineer": "group_service_engineer",
}


class SalesFlowCase(TransactionCase):
    """Users of every role, two of the three departments staffed, and short cuts to their deals.

    The manager, the tester of its sub-unit and the Head belong to High Vacuum; ``manager_two``
    to Test Chambers, which has no Head of its own here.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": True, "no_reset_password": True}
        )
        cls.users = {
            login: new_test_user(
                cls.env, f"flow_{login}", groups=f"base.group_user,crm_sales_flow.{group}"
            )
            for login, group in ROLES.items()
        }
        cls.team = cls.env.ref("crm_sales_flow.team_high_vacuum")
        cls.other_team = cls.env.ref("crm_sales_flow.team_test_equipment")
        cls.sub_unit = cls.env.ref("crm_sales_flow.team_testing_unit")
        cls.team.user_id = cls.users["head"]
        cls.team.member_ids = cls.users["manager"]
        cls.sub_unit.member_ids = cls.users["tester"]
        cls.other_team.member_ids = cls.users["manager_two"]
        cls.client_company = cls.env["res.partner"].create(
            {"name": "OOO Test Client", "is_company": True}
        )
        cls.client_person = cls.env["res.partner"].create(
            {
                "name": "Pyotr Testov",
                "parent_id": cls.client_company.id,
                "email": "testov@client.example",
            }
        )
        cls.source = cls.env["utm.source"].create(
            {"name": "Test exhibition", "flow_approved": True}
        )
        cls.stages = {
            stage.flow_step: stage
            for stage in cls.env["crm.stage"]._flow_stages()
            if stage.flow_step
        }

    def as_user(self, login, record):
        """``record`` (a recordset or a model) in the environment of the role's user."""
        return record.with_user(self.users[login])

    @contextmanager
    def assertRefused(self, text):
        """Like ``assertRaisesRegex``, which would leave what was written before the refusal."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertIn(text, str(caught.exception))

    @classmethod
    def make_deal(cls, **values):
        """A deal on the first stage with everything that stage asks for; ``values`` override."""
        return cls.env["crm.lead"].create(
            {
                "name": "Vacuum chamber",
                "type": "opportunity",
                "team_id": cls.team.id,
                "user_id": cls.users["manager"].id,
                "partner_id": cls.client_company.id,
                "contact_id": cls.client_person.id,
                "source_id": cls.source.id,
                "need_ids": [(0, 0, {"text": "A chamber of 100 litres"})],
                **values,
            }
        )
