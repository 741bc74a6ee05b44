from . import crm_lead, crm_task_policy, mail_activity
