from . import crm_touch, crm_touch_response, utm_campaign, crm_call_list, crm_call_list_result
from . import crm_lead, mail_activity, res_partner, sale_order
