from . import crm_touch_record
