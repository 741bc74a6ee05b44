from . import crm_deal_document_mixin  # isort: skip  (the sources below inherit it)
from . import flow_condition_mixin  # isort: skip  (gates and actions of a stage inherit it)
from . import (
    account_move,
    account_payment,
    crm_cooperation_variant,
    crm_deal_document,
    crm_deal_document_type,
    crm_deal_need,
    crm_deal_obligation,
    crm_lead,
    crm_lead_actions,
    crm_lead_checklist,
    crm_lead_flow,
    crm_lead_money,
    crm_stage,
    crm_stage_action,
    crm_stage_gate,
    crm_stage_history,
    crm_stage_override,
    crm_stage_picture,
    sale_order,
)
