"""The pictures of the guides; `bin/screenshots` takes them from the demo company.

file: docs/images/FILE.png. login: who looks. path: the address, {id} is that of `record`
(model, name or domain). do: steps before the picture, "click SELECTOR", "scroll SELECTOR",
"hide SELECTOR" or "inside MODULE:FUNCTION" (of bin, with the database, as in bin/ground/inside).
"""

DEALS = "/odoo/deals"
DEAL = "/odoo/deals/{id}"
MIXED = ("crm.lead", "Установка вакуумного напыления УВН-2")
NEGOTIATION = ("crm.lead", "Течеискатель гелиевый")
CLOSING = ("crm.lead", "Вакуумная камера 50 л для плазменной установки")
ASSIGN = ["click button[name=action_assign]"]
FORMS = "/report/html/crm_sales_flow.form_"
ORDER = ("sale.order", [["opportunity_id", "!=", False], ["state", "=", "sale"]])


def page(name, *more):
    return [f"click a[name={name}]", f"scroll a[name={name}]", *more]


def printed(file, form):
    """A paper of a deal as it is printed, without the scan that came back of it."""
    report = f"crm_sales_flow.form_{form}"
    made = ["|", ["order_id", "!=", False], ["res_model", "=", "account.move"]]
    record = ("crm.deal.document", [["type_id.report_id.report_name", "=", report], *made])
    return {"file": file, "login": "manager", "path": f"{FORMS}{form}/{{id}}", "record": record}


SHOTS = [
    # manager
    {"file": "manager-day", "login": "manager", "path": "/odoo/my-day"},
    {"file": "process", "login": "head", "path": "/odoo/sales-process"},
    {"file": "manager-deals", "login": "manager", "path": DEALS},
    {"file": "manager-gates", "login": "manager", "path": DEAL, "record": NEGOTIATION},
    {
        "file": "manager-supply",
        "login": "manager",
        "path": DEAL,
        "record": MIXED,
        "do": page("page_supply"),
    },
    {
        "file": "manager-documents",
        "login": "manager",
        "path": DEAL,
        "record": CLOSING,
        "do": page("page_documents"),
    },
    {
        "file": "form-proposal",
        "login": "manager",
        "path": f"{FORMS}proposal/{{id}}",
        "record": ORDER,
    },
    printed("form-contract", "contract"),
    printed("form-invoice", "invoice"),
    printed("form-acceptance", "acceptance"),
    {"file": "manager-calls", "login": "manager", "path": "/odoo/calls"},
    {"file": "manager-dashboard", "login": "manager", "path": "/odoo/dashboard"},
    {
        "file": "manager-phone",
        "login": "manager",
        "path": DEAL,
        "record": NEGOTIATION,
        "phone": True,
    },
    {
        "file": "manager-service-contract",
        "login": "manager",
        "path": "/odoo/service-contracts",
        "do": ["click .o_data_row td[name=name]"],
    },
    # head
    {"file": "head-leads", "login": "head", "path": "/odoo/leads"},
    {
        "file": "head-assign",
        "login": "head",
        "path": "/odoo/leads/{id}",
        "record": ("crm.lead", "Турбомолекулярный насос"),
        "do": ASSIGN,
    },
    {
        "file": "head-exception",
        "login": "head",
        "path": DEAL,
        "record": NEGOTIATION,
        "do": ["click .o_flow_gate_panel button.btn-link"],
    },
    {"file": "head-dashboard", "login": "head", "path": "/odoo/dashboard"},
    {
        "file": "head-dashboard-phone",
        "login": "head",
        "path": "/odoo/dashboard",
        "phone": True,
    },
    {
        "file": "head-control-call",
        "login": "head",
        "path": "/odoo/control-calls",
        "do": ["click button[name=action_score]"],
    },
    # sorter and secretary
    {"file": "sorter-desk", "login": "sorter", "path": "/odoo/sorting-desk"},
    {
        "file": "sorter-phone",
        "login": "sorter",
        "path": "/odoo/sorting-desk",
        "do": ["click .o_flow_desk_row"],
        "phone": True,
    },
    {
        "file": "sorter-request",
        "login": "sorter",
        "path": "/odoo/requests/{id}",
        "record": ("crm.request", [["subject", "=", "Печь для отжига проволоки"]]),
    },
    {"file": "secretary-new", "login": "secretary", "path": "/odoo/new-request"},
    {"file": "secretary-requests", "login": "secretary", "path": "/odoo/requests"},
    # marketer
    {"file": "marketer-campaigns", "login": "marketer", "path": "/odoo/campaigns"},
    {
        "file": "marketer-exhibition",
        "login": "marketer",
        "path": "/odoo/exhibitions/{id}",
        "record": ("crm.exhibition", [["date_begin", ">", "today"]]),
    },
    {
        "file": "marketer-calls",
        "login": "marketer",
        "path": "/odoo/call-lists/{id}",
        "record": ("crm.call.list", [["name", "!=", False]]),
    },
    {
        "file": "marketer-audience",
        "login": "marketer",
        "path": "/odoo/mailchimp/{id}",
        "record": ("mailchimp.audience", [["name", "!=", False]]),
    },
    # accountant
    {"file": "accountant-documents", "login": "accountant", "path": "/odoo/deal-documents"},
    # warehouse and production
    {"file": "warehouse-overview", "login": "warehouse", "path": "/odoo/inventory"},
    {
        "file": "warehouse-delivery",
        "login": "warehouse",
        "path": "/odoo/action-stock.action_picking_tree_all/{id}",
        "record": (
            "stock.picking",
            [
                ["picking_type_code", "=", "outgoing"],
                ["move_ids", "any", [["state", "=", "assigned"]]],
                ["move_ids", "not any", [["state", "!=", "assigned"]]],
            ],
        ),
    },
    {"file": "production-orders", "login": "production", "path": "/odoo/manufacturing"},
    {
        "file": "production-order",
        "login": "production",
        "path": "/odoo/action-mrp.mrp_production_action/{id}",
        "record": ("mrp.production", [["state", "=", "progress"]]),
    },
    # service engineer
    {"file": "engineer-day", "login": "engineer", "path": "/odoo/engineer", "phone": True},
    {
        "file": "engineer-visit",
        "login": "engineer",
        "path": "/odoo/engineer",
        "do": ["click .o_visit_card", "click button[name=checks]"],
        "phone": True,
    },
    {
        "file": "engineer-passport",
        "login": "engineer",
        "path": "/odoo/equipment",
        "do": ["click .o_data_row td[name=product_id]"],
    },
    {
        "file": "engineer-act",
        "login": "engineer",
        "path": "/odoo/visits",
        "do": ["click .o_kanban_record:not(.o_kanban_ghost)"],
    },
    # director and implementer
    {
        "file": "director-gate",
        "login": "director",
        "path": "/odoo/exit-conditions/{id}",
        "record": ("crm.stage.gate", [["name", "=", "Указана сумма сделки"]]),
    },
    {"file": "director-dashboard", "login": "director", "path": "/odoo/dashboard"},
    {
        "file": "director-dashboard-phone",
        "login": "director",
        "path": "/odoo/dashboard",
        "phone": True,
    },
    {"file": "director-call-days", "login": "director", "path": "/odoo/calls-by-day"},
    {
        "file": "implementer-pbx",
        "login": "admin",
        "path": "/odoo/action-crm_telephony_miko.action_pbx/{id}",
        "record": ("miko.pbx", [["name", "!=", False]]),
    },
    {
        "file": "implementer-selftest",
        "login": "admin",
        "path": "/odoo/action-crm_telephony_miko.action_pbx/{id}",
        "record": ("miko.pbx", [["name", "!=", False]]),
        "do": ["click button[name=action_check]"],
    },
    {"file": "director-exceptions", "login": "director", "path": "/odoo/exceptions"},
    {
        "file": "implementer-check",
        "login": "admin",
        "path": "/odoo/action-crm_sales_flow.action_setup_page",
    },
    {
        "file": "implementer-rule",
        "login": "director",
        "path": "/odoo/sorting-rules/{id}",
        "record": ("crm.routing.rule", [["words", "!=", False]]),
    },
    {
        "file": "implementer-template",
        "login": "director",
        "path": "/odoo/letter-templates/{id}",
        "record": ("crm.request.template", [["product_labels", "!=", False]]),
    },
    {
        "file": "implementer-import",
        "login": "admin",
        "path": "/odoo/going-live/new",
    },
    {
        "file": "implementer-team",
        "login": "admin",
        "path": "/odoo/action-sales_team.crm_team_action_config/{id}",
        "record": ("crm.team", "Отдел высокого вакуума"),
    },
    {
        "file": "implementer-roles",
        "login": "admin",
        "path": "/odoo/users/{id}",
        "record": ("res.users", [["login", "=", "manager"]]),
    },
    # The last: the card stays while the telephone rings.
    {
        "file": "manager-call-card",
        "login": "manager",
        "path": DEALS,
        "do": ["inside demo.telephony:ring"],
    },
]
