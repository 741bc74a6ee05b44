from . import mailchimp_consent_record, mailchimp_preview, mailchimp_preview_line
