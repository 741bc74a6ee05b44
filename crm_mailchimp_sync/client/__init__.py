"""What talks to Mailchimp, in plain Python: no import of Odoo in this package.

``transport`` is the one place that makes requests, ``api`` the calls we use, ``limits`` what
Mailchimp accepts in a field, ``payload`` what is sent of a person, ``webhook`` what comes back.
"""
