from . import crm_attestation_order, crm_claim_answer, crm_claim_register
