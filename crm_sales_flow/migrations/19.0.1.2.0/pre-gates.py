"""The acceptance is entered with its evidence by a button: the advice names it.

Before the data is read, so that the translation of the new advice comes with the others; an
advice that somebody has edited stays.
"""

NEW = "Button «Accepted by the client»: the day, how, and the file that proves it."
OLD = [
    (
        "crm_stage_gate",
        "gate_acceptance",
        "Fields «Accepted by the client» and «Evidence» on the first screen of the deal.",
    ),
    (
        "crm_stage_action",
        "stage_action_acceptance",
        "Fields «Accepted by the client» and «Evidence».",
    ),
]


def migrate(cr, version):
    for table, name, old in OLD:
        cr.execute(
            f"""
            UPDATE {table} AS condition
               SET hint = jsonb_build_object('en_US', %s)
              FROM ir_model_data AS data
             WHERE data.model = %s AND data.res_id = condition.id
               AND data.module = 'crm_sales_flow' AND data.name = %s
               AND condition.hint ->> 'en_US' = %s
            """,
            [NEW, table.replace("_", "."), name, old],
        )
