{
    "name": "Mailchimp",
    "summary": "Clients and leads flow to Mailchimp by themselves, what they did comes back, and "
    "nobody is mailed against his will",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Flow contributors",
    "website": "https://example.com/sales-flow",
    "license": "LGPL-3",
    "depends": ["crm_sales_flow"],
    "data": [
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/ir_cron.xml",
        "views/mailchimp_run_views.xml",
        "views/mailchimp_member_views.xml",
        "views/mailchimp_audience_views.xml",
        "views/mailchimp_account_views.xml",
        "views/mailchimp_campaign_views.xml",
        "views/mailchimp_preview_views.xml",
        "views/mailchimp_consent_views.xml",
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["crm_mailchimp_sync/static/src/**/*"],
        "web.assets_unit_tests": ["crm_mailchimp_sync/static/tests/**/*"],
    },
}
