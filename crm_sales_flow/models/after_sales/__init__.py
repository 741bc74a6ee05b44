from . import (
    crm_lead,
    crm_service_contract,
    project_task_act,
    res_company,
    res_config_settings,
    stock_lot,
    stock_picking,
)
