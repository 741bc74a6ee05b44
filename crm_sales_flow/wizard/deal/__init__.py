from . import (
    crm_deal_acceptance,
    crm_deal_event,
    crm_deal_document_make,
    crm_deal_document_return,
    crm_deal_escalate,
    crm_lead2opportunity_partner,
    crm_lead_disqualify,
    crm_lead_lost,
    crm_stage_override_wizard,
)
