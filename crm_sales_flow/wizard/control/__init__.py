from . import crm_control_score
