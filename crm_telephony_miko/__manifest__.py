{
    "name": "Telephony: MikoPBX",
    "summary": "Every call of the MikoPBX exchange in the sales process: who rang, who answered, "
    "who calls back",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Flow contributors",
    "website": "https://example.com/sales-flow",
    "license": "LGPL-3",
    "depends": ["crm_sales_flow"],
    "data": [
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/crm_task_policy.xml",
        "data/ir_cron.xml",
        "views/miko_call_views.xml",
        "views/miko_extension_views.xml",
        "views/miko_line_views.xml",
        "views/miko_pbx_views.xml",
        "views/crm_lead_views.xml",
        "views/res_partner_views.xml",
        "views/menus.xml",
    ],
}
