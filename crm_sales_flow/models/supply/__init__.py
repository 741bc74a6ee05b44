from . import (
    crm_lead,
    crm_selection_line,
    crm_setup_check,
    mrp_production,
    purchase_order,
    purchase_order_line,
    sale_order,
    sale_order_promise,
)
from . import sale_order_line
from . import stock_move, stock_move_line, stock_picking
