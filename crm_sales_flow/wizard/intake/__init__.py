from . import (
    crm_client_merge,
    crm_lead2opportunity_partner,
    crm_lead_assign,
    crm_lead_assign_line,
    crm_merge_opportunity,
    crm_lead_return,
    crm_marketing_handover,
    crm_request_source_key,
    crm_request_template_try,
    crm_routing_rule_try,
)
