{
    "name": "Sales Flow",
    "summary": "Sales of a maker of industrial equipment: from a request to the signed act, "
    "the attestation and the service contract",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Flow contributors",
    "website": "https://example.com/sales-flow",
    "license": "LGPL-3",
    "application": True,
    "post_init_hook": "post_init_hook",
    "depends": [
        "account",
        "calendar",
        "crm",
        "digest",
        "phone_validation",
        "project",
        "sale_crm",
        "sale_management",
        "sale_mrp",
        "sale_project",
        "sale_purchase_stock",
        "sale_stock",
        "survey",
    ],
    # Listed room by room, in the order of the ladder (docs/design of the rooms);
    # menus come last because they point at actions of every room.
    "data": [
        "security/groups.xml",
        # organisation
        "security/organisation/ir.model.access.csv",
        "security/organisation/rules.xml",
        "data/organisation/crm_team.xml",
        "views/organisation/crm_team_views.xml",
        "views/organisation/crm_setup_check_actions.xml",
        "views/organisation/crm_setup_check_views.xml",
        # clients
        "security/clients/ir.model.access.csv",
        "views/clients/res_partner_views.xml",
        # tasks
        "security/tasks/ir.model.access.csv",
        "security/tasks/rules.xml",
        "data/tasks/resource_calendar.xml",
        "data/tasks/crm_task_policy.xml",
        "views/tasks/crm_task_policy_views.xml",
        "views/tasks/mail_activity_views.xml",
        # intake
        # deal
        "security/deal/ir.model.access.csv",
        "security/deal/rules.xml",
        "data/deal/crm_stage.xml",
        "data/deal/crm_deal_document_type.xml",
        "data/deal/crm_cooperation_variant.xml",
        "data/deal/fix_actions.xml",
        "data/deal/crm_stage_gate.xml",
        "data/deal/mail_template.xml",
        "views/deal/crm_stage_views.xml",
        "views/deal/crm_deal_document_views.xml",
        "views/deal/crm_deal_form.xml",
        "views/deal/crm_lead_actions.xml",
        # supply
        # field_work
        # after_sales
        # menus
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["crm_sales_flow/static/src/**/*"],
    },
}
