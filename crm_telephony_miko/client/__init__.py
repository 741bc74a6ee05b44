"""What talks to the exchange, in plain Python: no import of Odoo in this package.

``ami`` and ``rest`` are the two transports, ``calls`` turns the events of the exchange into calls.
"""
