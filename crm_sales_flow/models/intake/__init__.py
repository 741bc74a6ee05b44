from . import flow_duplicate_mixin, flow_origin_mixin
from . import (
    crm_lead,
    crm_lead_duplicates,
    crm_lead_merge,
    crm_lead_origin,
    crm_request,
    crm_request_door,
    crm_request_duplicates,
    crm_request_letter,
    crm_request_match,
    crm_request_quick,
    crm_request_sender,
    crm_request_sorting,
    crm_setup_check,
    fetchmail_server,
    mail_alias,
    mail_thread,
    res_partner_duplicates,
    res_partner_merge,
    utm_source,
)

# These extend what stands above.
from . import (
    crm_request_form_letter,
    crm_request_hint,
    crm_request_inn,
    crm_request_form,
    crm_routing_rule,
    crm_request_routing,
    crm_sorting_slot,
    crm_request_desk,
    crm_request_misroute,
    crm_request_source,
    crm_request_source_hit,
    crm_request_template,
    crm_request_typed,
)
