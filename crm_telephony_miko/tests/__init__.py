from . import test_miko_access, test_miko_calls, test_miko_history, test_miko_reconcile
from . import test_miko_tasks
