from datetime import datetime

from freezegun import freeze_time

from odoo.tests import Form

from .common import SalesFlowCase

NOW = datetime(2026, 11, 23, 8)  # Monday, 11:00 in Moscow


class ResultCase(SalesFlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls.idle_deal()
        cls.manager = cls.users["manager"]
        cls.chain = cls.env.ref("crm_sales_flow.chain_response")

    @classmethod
    def idle_deal(cls, **values):
        """A deal whose tasks are those of the test only."""
        deal = cls.make_deal(**values)
        deal.activity_ids.unlink()
        return deal

    def outcome(self, name):
        return self.env.ref(f"crm_sales_flow.outcome_{name}")

    def call(self):
        with freeze_time(NOW):
            return self.deal._flow_schedule("first_call", start=NOW)

    def close(self, task, outcome, login="manager", **values):
        action = self.as_user(login, task).action_result()
        form = Form(
            self.as_user(login, self.env["crm.task.result"]).with_context(**action["context"])
        )
        form.outcome_id = self.outcome(outcome)
        for name, value in values.items():
            form[name] = value
        wizard = form.save()
        with freeze_time(NOW):
            wizard.action_save()

    def opened(self):
        return self.deal.activity_ids.filtered("active")
