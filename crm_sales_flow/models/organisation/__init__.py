from . import crm_lead, crm_setup_check, crm_team, flow_claim_mixin
