from . import crm_exhibition, crm_touch, crm_touch_response, crm_ad_cost, utm_campaign
from . import crm_call_list, crm_call_list_result, crm_call_list_schedule
from . import crm_lead, mail_activity, res_partner, sale_order
