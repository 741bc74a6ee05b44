"""Words of two letters are found too: they stand between spaces at the end of what is searched."""

from odoo import SUPERUSER_ID, api

BATCH = 1000


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    Request = env["crm.request"]
    ids = Request.search([]).ids
    for start in range(0, len(ids), BATCH):
        requests = Request.browse(ids[start : start + BATCH])
        env.add_to_compute(Request._fields["search_text"], requests)
        requests.flush_recordset(["search_text"])
        requests.invalidate_recordset()
