"""Helpers of the demo modules."""

MODULE = "crm_sales_flow_demo"


def name(record, xmlid):
    """Give a record its external id, which marks it as test data; returns the record."""
    record.env["ir.model.data"].create(
        {
            "module": MODULE,
            "name": xmlid,
            "model": record._name,
            "res_id": record.id,
            "noupdate": True,
        }
    )
    return record


def make(env, model, xmlid, values):
    return name(env[model].create(values), xmlid)
