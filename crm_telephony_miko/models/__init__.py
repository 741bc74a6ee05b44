from . import miko_pbx, miko_extension, miko_line, miko_health
from . import miko_call, miko_call_leg

# These extend what stands above.
from . import miko_pbx_health, miko_pbx_history
from . import miko_call_match, miko_call_process, miko_call_history
from . import crm_lead, res_partner
