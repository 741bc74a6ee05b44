from . import flow_phone_key_mixin, flow_phone_search_mixin
from . import (
    crm_client_segment,
    crm_contact_role,
    crm_lead,
    res_bank,
    res_company,
    res_partner,
    res_partner_bank,
    res_partner_domain,
    res_partner_email,
    res_partner_phone,
    res_partner_segment,
)
