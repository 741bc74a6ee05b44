from . import test_deal_access, test_deal_documents, test_deal_gates, test_deal_history
from . import test_setup_page
