from . import crm_deal_wizard_mixin  # isort: skip  (the questions below inherit it)
from . import crm_deal_order_wizard_mixin  # isort: skip
from . import (
    crm_deal_acceptance,
    crm_deal_document_make,
    crm_deal_document_return,
    crm_deal_escalate,
    crm_deal_event,
    crm_lead2opportunity_partner,
    crm_lead_disqualify,
    crm_lead_lost,
    crm_script_choice,
    crm_script_run,
    crm_stage_override_wizard,
)
