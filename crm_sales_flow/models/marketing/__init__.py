from . import crm_touch, crm_touch_response, utm_campaign
from . import crm_lead, res_partner, sale_order
