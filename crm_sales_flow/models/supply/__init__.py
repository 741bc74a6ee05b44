from . import (
    crm_deal_need,
    crm_lead,
    crm_lead_proposal,
    crm_lead_reservation,
    crm_lead_selection,
    crm_selection_line,
    crm_setup_check,
    mrp_production,
    mrp_production_wishes,
    product_category,
    product_product,
    purchase_order,
    purchase_order_line,
    sale_order,
    res_company,
    res_config_settings,
    sale_order_earliest,
    sale_order_promise,
    sale_order_reservation,
    sale_order_version,
)
from . import sale_order_line
from . import stock_move, stock_move_line, stock_picking
