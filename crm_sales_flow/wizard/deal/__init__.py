from . import (
    crm_deal_acceptance,
    crm_deal_event,
    crm_deal_document_make,
    crm_deal_document_return,
    crm_stage_override_wizard,
)
