"""Letters that nobody sends, and external ids for all that Odoo's own methods made."""

import pytz

from demo.clock import MOSCOW
from demo.records import name_rest


def build(world):
    env = world.env
    env.cr.flush()
    delivered(env)
    read(world)
    due_today(world)
    name_rest(env, world.before)


def read(world):
    """What is older than yesterday has been read by everybody."""
    waiting = [("is_read", "=", False), ("mail_message_id.date", "<", world.clock.ago(1, 9))]
    world.env["mail.notification"].sudo().search(waiting).write({"is_read": True})


def due_today(world):
    """Somebody has something to do today, on a Sunday or late in the evening as well: the policies
    give no term there, and chance alone left such a day empty."""
    world.env.flush_all()
    tasks = world.env["mail.activity"].search([("res_model", "=", "crm.lead")], order="deadline_at")
    ahead = tasks.filtered(lambda task: task.state == "planned" and task.deadline_at)
    if ahead and "today" not in tasks.mapped("state"):
        today = pytz.utc.localize(world.clock.real).astimezone(MOSCOW).date()
        ahead[0].deadline_at = world.clock.on(today, 23.75)


def delivered(env):
    """Clients got their letters long ago: nothing waits to be sent, nothing failed."""
    env["mail.mail"].sudo().search([]).unlink()
    waiting = [("notification_type", "=", "email"), ("notification_status", "!=", "sent")]
    env["mail.notification"].sudo().search(waiting).write(
        {"notification_status": "sent", "failure_type": False, "failure_reason": False}
    )
