from . import calendar_event, calendar_event_result
from . import (
    crm_lead,
    crm_lead_due,
    crm_lead_own_task,
    crm_lead_letters,
    crm_lead_merge,
    crm_lead_chain,
)
from . import crm_lead_handover
from . import crm_substitution, crm_task_policy, crm_task_reminder
from . import crm_task_outcome, crm_my_day
from . import crm_task_chain, crm_task_chain_step, crm_task_chain_branch
from . import mail_activity, mail_activity_attention, mail_activity_deputy, mail_activity_notice
from . import mail_activity_countdown, mail_activity_due, mail_activity_result
from . import res_users
