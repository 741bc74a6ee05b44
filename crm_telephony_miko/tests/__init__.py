from . import test_miko_access, test_miko_calls, test_miko_history, test_miko_reconcile
from . import test_miko_dial, test_miko_rules, test_miko_screen, test_miko_tasks
from . import (
    test_miko_listener,
    test_miko_message,
    test_miko_proof,
    test_miko_route,
    test_miko_check,
    test_miko_search,
)
from . import test_miko_recording, test_miko_units_js
