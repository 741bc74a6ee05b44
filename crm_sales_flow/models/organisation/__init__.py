from . import flow_kept_right_mixin  # isort: skip  (absences inherit it)
from . import (
    crm_lead,
    crm_setup_check,
    crm_substitution,
    crm_team,
    flow_claim_mixin,
    flow_lock_mixin,
    flow_short_list_mixin,
    ir_rule,
    res_users,
)
