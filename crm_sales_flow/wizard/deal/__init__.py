from . import crm_stage_override_wizard
