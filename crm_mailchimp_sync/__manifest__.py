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
    "data": [],
}
