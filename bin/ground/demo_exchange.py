"""The exchange of the demo company: simulated, beside Odoo, with a listener (bin/run, bin/call)."""

import json

from ground import databases, paths, postgres, telephony
from ground.say import Stop, step, tell

PLACE = paths.STATE / "exchange.json"  # where bin/call finds it
RECORD = "SELECT res_id FROM ir_model_data WHERE module = 'crm_sales_flow_demo' AND name = 'pbx'"
# A client whose open deal the manager has: his number is the one that calls.
CLIENT = """
    SELECT partner.phone_key FROM crm_lead lead
      JOIN res_partner partner ON partner.id = lead.partner_id
      JOIN res_users employee ON employee.id = lead.user_id
     WHERE employee.login = 'manager' AND lead.type = 'opportunity' AND lead.active
       AND partner.phone_key IS NOT NULL ORDER BY lead.id DESC LIMIT 1
"""
LINE = "SELECT phone_key FROM miko_line WHERE active ORDER BY id LIMIT 1"


class DemoExchange:
    """Nobody needs it to sell: when it cannot start, the product runs without telephony."""

    def __init__(self, database):
        self.database, self.children = database, []

    def start_exchange(self):
        """Before Odoo starts, so that the record of the exchange holds its address at once."""
        if not postgres.query(RECORD, database=self.database):
            tell("The demo data are older than the telephony: bin/run --fresh brings it")
            return
        try:
            with step("Start the simulated telephone exchange"):
                exchange = telephony.Exchange()
                self.children.append(exchange)
                self.tell_database(exchange.settings())
                PLACE.write_text(json.dumps(exchange.ports))
        except Stop as stop:
            tell(str(stop))

    def start_listener(self):
        """When Odoo is there: both load the same registry."""
        if self.children:
            self.children.append(telephony.Listener(self.database, "listener.log"))

    @property
    def runs(self):
        return bool(self.children)

    def tell_database(self, settings):
        values = ", ".join(f"{name} = {quoted(value)}" for name, value in settings.items())
        sql = f"UPDATE miko_pbx SET {values}, active = true WHERE id = ({RECORD})"
        postgres.query(sql, database=self.database)

    def stop(self):
        """The listener first: it writes down what it heard."""
        for child in reversed(self.children):
            child.stop()
        PLACE.unlink(missing_ok=True)


def quoted(value):
    return str(value) if isinstance(value, int) else "'{}'".format(str(value).replace("'", "''"))


def incoming(number=None, database=databases.DEMO, **values):
    """Make a call to the running demo exchange. :return: the number that calls"""
    if not PLACE.exists():
        raise Stop("No exchange is running: start bin/run in another window first.")
    who = {
        "client": number or asked(CLIENT, database),
        "did": asked(LINE, database),
        "members": ["201", "204"],
    }
    try:
        url = json.loads(PLACE.read_text())["rest"]
        if not telephony.control(url, "listeners"):
            raise Stop("The listener is still starting: call again in half a minute.")
        telephony.control(url, "demo", who=who, **values)
    except (OSError, ValueError) as error:
        raise Stop("The exchange does not answer: start bin/run again.") from error
    return who["client"]


def asked(sql, database):
    rows = postgres.query(sql, database=database)
    if not rows:
        raise Stop(
            "The demo data have no client with a deal left: bin/run --fresh, or name a number."
        )
    return rows[0][0]
