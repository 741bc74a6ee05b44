"""A stand-in for Mailchimp on the loopback address: state, rules of consent, limits, faults."""
