"""Calls and meetings get the script that they are shipped with now (Y01)."""

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import file_path

EVENTS = "crm_sales_flow/data/deal/mail_activity_type.xml"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for field in etree.parse(file_path(EVENTS)).iterfind(".//field[@name='event_script']"):
        kind = env.ref(field.getparent().get("id"), raise_if_not_found=False)
        if kind and not kind.event_script:
            kind.event_script = "".join(
                etree.tostring(part, encoding="unicode", method="html") for part in field
            )
