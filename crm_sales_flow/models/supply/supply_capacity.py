"""What the work centres have to do already, and when they would finish something more (L11)."""

from datetime import timedelta
from math import ceil

import pytz

from odoo import fields

from ...tools.capacity import finish, place, without
from ...tools.working_minutes import merged

HORIZON = timedelta(days=365)
OVER = ("done", "cancel")


class Capacity:
    """Reads calendars, planned work and the queue of all given work centres at once.

    Planned work orders take their time, as Odoo keeps it; those without a time stand in a queue
    before everything new.
    """

    def __init__(self, centres):
        self.centres = centres
        self.now = fields.Datetime.now()
        self.working = self._read_working()
        self.busy = self._read_busy()
        self.begin = self._after_queue()

    def _read_working(self):
        begin = pytz.utc.localize(self.now)
        working = {}
        for calendar, centres in self.centres.grouped("resource_calendar_id").items():
            found = calendar._work_intervals_batch(
                begin, begin + HORIZON, resources=centres.resource_id
            )
            for centre in centres:
                working[centre] = [
                    (self._naive(start), self._naive(end))
                    for start, end, _records in found[centre.resource_id.id]
                ]
        return working

    @staticmethod
    def _naive(moment):
        return moment.astimezone(pytz.utc).replace(tzinfo=None)

    def _read_busy(self):
        domain = [
            ("resource_id", "in", self.centres.resource_id.ids),
            ("time_type", "=", "other"),
            ("date_to", ">", self.now),
        ]
        leaves = self.centres.env["resource.calendar.leaves"].search_fetch(
            domain, ["resource_id", "date_from", "date_to"]
        )
        taken = leaves.grouped("resource_id")
        return {
            centre: merged(
                (leave.date_from, leave.date_to) for leave in taken.get(centre.resource_id, ())
            )
            for centre in self.centres
        }

    def _after_queue(self):
        groups = self.centres.env["mrp.workorder"]._read_group(
            [
                ("workcenter_id", "in", self.centres.ids),
                ("state", "not in", OVER),
                ("leave_id", "=", False),
                ("production_id.state", "!=", "draft"),
            ],
            ["workcenter_id"],
            ["duration_expected:sum", "duration:sum"],
        )
        queues = {centre: max(expected - spent, 0) for centre, expected, spent in groups}
        return {
            centre: finish(
                without(self.working[centre], self.busy[centre]),
                [],
                self.now,
                queues.get(centre, 0),
            )
            for centre in self.centres
        }

    def ready(self, bom, product, quantity, start, booked):
        """When the operations of so many units end, one after the other; None: not in a year.

        :param booked: {work centre: intervals} that are meant for other goods of the same
            question; what these units take is added.
        """
        for operation in bom.operation_ids.sorted("sequence"):
            if operation._skip_operation_line(product):
                continue
            centre = operation.workcenter_id
            begin = self.begin[centre]
            if not begin:
                return None
            begin = max(start, begin)
            busy = merged([*self.busy[centre], *booked[centre]])
            minutes = self._minutes(operation, product, bom, quantity)
            piece = place(self.working[centre], busy, begin, minutes)
            if not piece:
                return None
            booked[centre].append(piece)
            start = piece[1]
        return start

    @staticmethod
    def _minutes(operation, product, bom, quantity):
        centre = operation.workcenter_id
        capacity, setup, cleanup = centre._get_capacity(
            product, product.uom_id, bom.product_qty or 1
        )
        cycles = ceil(quantity / (capacity or 1))
        work = cycles * operation.time_cycle * 100 / (centre.time_efficiency or 100)
        return max(setup + cleanup + work, 1)
