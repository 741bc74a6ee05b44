"""Roles of one kind are called after the role: translations of their old names are let go."""

ROLES = ("sorting", "secretary", "marketing", "accounting", "warehouse", "production", "service")


def migrate(cr, version):
    cr.execute(
        """
        UPDATE res_groups_privilege AS privilege
           SET name = jsonb_build_object('en_US', privilege.name -> 'en_US')
          FROM ir_model_data AS data
         WHERE data.model = 'res.groups.privilege' AND data.res_id = privilege.id
           AND data.module = 'crm_sales_flow' AND data.name = ANY(%s)
        """,
        [[f"privilege_{role}" for role in ROLES]],
    )
