from . import crm_reservation
