from . import test_mailchimp_units_js
