from . import mailchimp_account, mailchimp_audience, mailchimp_rule, mailchimp_mapping
from . import mailchimp_member, mailchimp_consent, mailchimp_change, mailchimp_run
from . import mailchimp_event, mailchimp_difference, mailchimp_campaign

# These extend what stands above.
from . import mailchimp_words, mailchimp_health, mailchimp_profile, mailchimp_set_up
from . import mailchimp_evaluate, mailchimp_pull, mailchimp_rename
from . import mailchimp_push, mailchimp_leave
from . import mailchimp_compare, mailchimp_compare_facts, mailchimp_sync
from . import mailchimp_webhook, mailchimp_report
from . import mailchimp_source_mixin, crm_lead, ir_http, mail_blacklist, res_partner
from . import sale_order
