from . import crm_team, flow_claim_mixin
