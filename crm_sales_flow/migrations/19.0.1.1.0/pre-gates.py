"""The acceptance is entered with its evidence by a button: the advice names it.

Before the data is read, so that the translation of the new advice comes with the others; an
advice that somebody has edited stays.
"""

OLD = "Fields «Accepted by the client» and «Evidence» on the first screen of the deal."
NEW = "Button «Accepted by the client»: the day, how, and the file that proves it."


def migrate(cr, version):
    cr.execute(
        """
        UPDATE crm_stage_gate AS gate
           SET hint = jsonb_build_object('en_US', %s)
          FROM ir_model_data AS data
         WHERE data.model = 'crm.stage.gate' AND data.res_id = gate.id
           AND data.module = 'crm_sales_flow' AND data.name = 'gate_acceptance'
           AND gate.hint ->> 'en_US' = %s
        """,
        [NEW, OLD],
    )
