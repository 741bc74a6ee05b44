"""A MikoPBX of our own, as far as the product talks to one."""
