from . import miko_number_mixin
from . import miko_pbx, miko_extension, miko_line, miko_health, miko_rule, miko_route
from . import miko_call, miko_call_leg, miko_dial
from . import miko_day, miko_difference

# These extend what stands above.
from . import miko_pbx_health, miko_pbx_history, miko_pbx_proof, miko_pbx_words
from . import miko_pbx_route, miko_pbx_route_night, miko_pbx_check, miko_pbx_check_route
from . import miko_call_match, miko_call_rule, miko_call_process, miko_call_history
from . import miko_call_screen, miko_call_card, miko_call_action, miko_call_recording
from . import miko_call_search
from . import crm_lead, ir_http, res_partner, res_partner_phone, res_users
