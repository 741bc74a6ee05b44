from . import (
    product_category,
    product_template,
    res_company,
    res_config_settings,
    stock_lot,
)
from . import crm_attestation_body, crm_attestation_certificate
from . import crm_checklist, crm_checklist_line, crm_checklist_result
from . import project_project, project_task, project_task_act
from . import (
    crm_attestation_protocol,
    crm_visit_part,
    crm_visit_submit,
    project_task_checklist,
    project_task_claim,
    project_task_claim_term,
    project_task_dates,
    project_task_parts,
    project_task_phone,
    project_task_remark,
    project_task_submit,
)
from . import crm_lead, crm_lead_delivery, crm_lead_paid
from . import (
    account_partial_reconcile,
    crm_deal_document,
    crm_request,
    form_act,
    form_expense_note,
    form_protocol,
    ir_attachment,
    purchase_order,
    sale_order,
    stock_picking,
)
