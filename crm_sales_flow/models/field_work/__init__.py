from . import crm_attestation_body, crm_attestation_certificate, crm_lead, product_template
from . import (
    ir_attachment,
    project_project,
    project_task,
    project_task_act,
    sale_order,
    stock_picking,
)
