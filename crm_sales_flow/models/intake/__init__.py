from . import (
    crm_lead,
    crm_request,
    crm_request_door,
    crm_request_letter,
    crm_request_match,
    crm_request_sender,
    crm_request_sorting,
    crm_setup_check,
    mail_thread,
)
