from . import crm_lead, crm_team, flow_claim_mixin
