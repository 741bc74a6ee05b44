"""Sortings that ended before they were counted: kept, where no breach stands against them."""

from collections import Counter

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("SELECT slot_id, due_at FROM crm_sorting_breach")
    left = Counter(cr.fetchall())
    rounds = env["crm.sorting.round"]
    for slot in env["crm.sorting.slot"].with_context(active_test=False).search([]):
        until = slot.checked_until or slot.create_date
        held = {end for _start, end in slot._times(slot.create_date, until)}
        held |= {end for slot_id, end in left if slot_id == slot.id}
        for end in sorted(held):
            rounds._hold(slot, end, left[slot.id, end])
