from . import crm_lead, res_partner, res_partner_email, res_partner_phone
