"""The stand-in for Mailchimp of the demo company, beside Odoo (bin/run)."""

import json
import urllib.request

from ground import postgres
from ground.say import Stop, step, tell
from ground.telephony import Simulator

RECORD = """SELECT res_id FROM ir_model_data
             WHERE module = 'crm_sales_flow_demo' AND name = 'mailchimp'"""
STRANGERS = 3  # people whom nobody in the company knows


class DemoMailings:
    """Nobody needs it to sell: when it cannot start, the product runs without mailings."""

    def __init__(self, database):
        self.database, self.child = database, None

    def start(self):
        """Before Odoo starts, so that the account holds the address at once."""
        if not postgres.query(RECORD, database=self.database):
            tell("The demo data are older than the mailings: bin/run --fresh brings them")
            return
        try:
            with step("Start the stand-in for Mailchimp"):
                self.child = MailchimpProcess()
                self.begin_anew()
        except Stop as stop:
            tell(str(stop))

    @property
    def runs(self):
        return self.child is not None

    def begin_anew(self):
        """The stand-in forgets everything when it ends: what was sent to it is sent again."""
        told = self.child.told
        sql = f"""
            UPDATE mailchimp_account SET base_url = '{told["url"]}', api_key = '{told["key"]}',
                   active = true, state = 'connected', pause_until = NULL, error = NULL
             WHERE id = ({RECORD});
            UPDATE mailchimp_audience SET cursor = NULL, pulled_at = NULL, tag_ids_known = NULL;
            DELETE FROM mailchimp_member;
            INSERT INTO mailchimp_change (model, res_id)
                 SELECT 'res.partner', id FROM res_partner WHERE email_normalized IS NOT NULL
                 UNION ALL
                 SELECT 'crm.lead', id FROM crm_lead WHERE email_normalized IS NOT NULL;
        """
        postgres.query(sql, database=self.database)

    def stop(self):
        if self.child:
            self.child.stop()


class MailchimpProcess(Simulator):
    def __init__(self, log="mailchimp.log"):
        super().__init__("stand-in for Mailchimp", "mailchimp", log, "--seed", STRANGERS)


def control(url, name, **values):
    """Ask the stand-in for something that is not of Mailchimp. :return: what it tells"""
    request = urllib.request.Request(f"{url}/control/{name}", json.dumps(values).encode())
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["told"]
