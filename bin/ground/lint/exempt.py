"""Lists that may be longer than seven values: model, model.field or prefix*, each with a reason."""

EXEMPT = {
    "crm.stage": "the ten stages of the process",
    "crm.stage.gate": "rules of the stages; nobody chooses one in a form",
    "crm.stage.action": "rows of the stages' checklists; nobody chooses one in a form",
    "crm.task.outcome": "outcomes by kind of event, seven at most of each",
    "crm.client.segment": "values of three lists, seven at most of each",
    "crm.deal.document.type": "document types, asked for by name",
    "crm.task.policy": "rules per kind of task; nobody chooses one in a form",
    "ir.*": "technical: views, menus, actions, rules, crons",
    "res.groups": "technical: roles, chosen by an administrator",
    "res.groups.privilege": "technical: headings of roles",
    "mail.template": "letters, offered by their model and purpose",
    "mail.message.subtype": "technical: kinds of notification",
    "crm.stage.flow_step": "the ten stages of the process",
}
