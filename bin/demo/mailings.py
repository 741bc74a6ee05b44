"""The audience of the demo company: half of the clients agreed to mailings, two withdrew.

bin/run puts the address of its stand-in for Mailchimp into the account before Odoo starts.
"""

from datetime import timedelta

from demo.records import make

BASIS = "Форма на сайте, текст согласия от 01.03.2026"
WITHDRAWN = 2


def build(world):
    env = world.env
    if "mailchimp.account" not in env.registry:
        return
    values = {"name": "Mailchimp (модель)", "api_key": "0" * 32 + "-us1"}
    account = make(env, "mailchimp.account", "mailchimp", {**values, "state": "connected"})
    values = {"account_id": account.id, "name": "Клиенты", "list_id": "a1b2c3"}
    audience = make(env, "mailchimp.audience", "audience", values)
    audience._make_usual_rules()
    audience._make_usual_mapping()
    agree(world)
    account.active = False  # until bin/run gives it an address
    audience.enabled = True


def agree(world):
    """Every second address, in the order of the alphabet."""
    env = world.env
    domain = [("email_normalized", "!=", False), ("user_ids", "=", False)]
    emails = sorted(set(env["res.partner"].search(domain).mapped("email_normalized")))
    at = world.clock.moment - timedelta(days=90)
    env["mailchimp.consent"]._give(dict.fromkeys(emails[::2], (at, BASIS)))
    later = at + timedelta(days=40)
    said = dict.fromkeys(emails[:WITHDRAWN], (later, "Звонок менеджеру: просит не писать"))
    env["mailchimp.consent"]._stop("withdrawn", said)
