from . import crm_task_chain_start, crm_task_result
