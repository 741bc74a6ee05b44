from . import crm_campaign_plan, crm_touch_record
