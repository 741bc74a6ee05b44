"""Letters that nobody sends, and external ids for all that Odoo's own methods made."""

from demo.records import name_rest


def build(world):
    env = world.env
    env.cr.flush()
    delivered(env)
    read(world)
    name_rest(env, world.before)


def read(world):
    """What is older than yesterday has been read by everybody."""
    waiting = [("is_read", "=", False), ("mail_message_id.date", "<", world.clock.ago(1, 9))]
    world.env["mail.notification"].sudo().search(waiting).write({"is_read": True})


def delivered(env):
    """Clients got their letters long ago: nothing waits to be sent, nothing failed."""
    env["mail.mail"].sudo().search([]).unlink()
    waiting = [("notification_type", "=", "email"), ("notification_status", "!=", "sent")]
    env["mail.notification"].sudo().search(waiting).write(
        {"notification_status": "sent", "failure_type": False, "failure_reason": False}
    )
