from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, RLock
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

USERS = 20


@tagged("post_install", "-at_install")
class TestDealConcurrency(TransactionCase):
    """Real transactions of real connections: what they leave is taken away afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"no_reset_password": True})
            group = env.ref("crm_sales_flow.group_director")
            users = env["res.users"].create(
                [
                    {
                        "name": f"Mover {number}",
                        "login": f"flow_mover_{number}",
                        "group_ids": [(4, group.id)],
                    }
                    for number in range(USERS)
                ]
            )
            partner = env["res.partner"].create({"name": "Moved client"})
            source = env["utm.source"].create({"name": "Moved source"})
            deal = env["crm.lead"].create(
                {
                    "name": "Moved by many",
                    "type": "opportunity",
                    "team_id": env.ref("crm_sales_flow.team_high_vacuum").id,
                    "user_id": users[0].id,
                    "partner_id": partner.id,
                    "contact_id": partner.id,
                    "source_id": source.id,
                    "need_ids": [(0, 0, {"text": "A chamber"})],
                }
            )
            cls.left = [deal, source, users, partner, users.partner_id]
            cls.left = [(records._name, records.ids) for records in cls.left]
            cls.deal_id, cls.user_ids = deal.id, users.ids
        cls.addClassCleanup(cls.take_away)

    @classmethod
    def take_away(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for name, ids in cls.left:
                env[name].browse(ids).exists().unlink()

    def move(self, user_id, step, barrier):
        """As a request does it: an own transaction, repeated when another one was first."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, user_id, {"tracking_disable": True})
            stage = env["crm.stage"].search([("flow_step", "=", step)], limit=1)
            env.cr.commit()
            barrier.wait(timeout=60)
            deal = env["crm.lead"].browse(self.deal_id)
            try:
                retrying(lambda: deal.write({"stage_id": stage.id}), env)
            except SerializationFailure:
                cr.rollback()  # five tries are Odoo's limit: this user moved nothing

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def all_move(self, steps):
        barrier = Barrier(USERS)
        # The thread that runs the tests holds the lock of the registries all the time.
        free = patch.object(Registry, "_lock", RLock())
        with free, ThreadPoolExecutor(USERS) as pool:
            jobs = [
                pool.submit(self.move, user_id, steps[number % len(steps)], barrier)
                for number, user_id in enumerate(self.user_ids)
            ]
            for job in jobs:
                job.result()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            rows = env["crm.lead"].browse(self.deal_id).history_ids.sorted("id")
            found = [(row.stage_id.flow_step, row.entered_at, row.left_at) for row in rows]
            return found, rows.lead_id.stage_id.flow_step

    def test_twenty_users_at_once_leave_one_row_per_real_move(self):
        rows, stage = self.all_move(["selection"])
        self.assertEqual([step for step, _in, _out in rows], ["needs", "selection"])
        rows, stage = self.all_move(["needs", "selection"])
        self.assertGreater(len(rows), 2)  # somebody moved it back, at least
        self.assertEqual(rows[-1][0], stage)
        for (step, _in, out), (following, entered, _out) in zip(rows, rows[1:], strict=False):
            self.assertNotEqual(step, following)
            self.assertEqual(out, entered)
        self.assertFalse(rows[-1][2])
