from . import crm_lead, crm_substitution, crm_task_policy, crm_task_reminder
from . import mail_activity, mail_activity_attention, mail_activity_deputy, mail_activity_notice
from . import res_users
