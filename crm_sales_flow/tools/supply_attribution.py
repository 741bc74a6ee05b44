"""Where is each ordered unit now? Pure arithmetic on a graph of stock moves (no odoo import).

A move that is still open is *composed* of segments: what is reserved for it, then what its
origins will bring (goods standing at an earlier step, a production order, a purchase), then what
nothing covers. An origin that serves several moves is cut in slices in the order of their dates,
so that each unit is attributed once and the answer does not depend on which lines are asked for
together. A finished origin brings nothing: its goods lie where the next step reserves them.

A production order is not ready before its components allow it: they are composed in the same way,
through all levels, down to what is bought for them.

What was planned for a day that has passed, and has not come, comes on a day that nobody knows.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

SHIPPED = "shipped"
RESERVED = "reserved"
ON_WAY = "on_way"
IN_PRODUCTION = "in_production"
ON_PURCHASE = "on_purchase"
MISSING = "missing"
KINDS = (SHIPPED, RESERVED, ON_WAY, IN_PRODUCTION, ON_PURCHASE, MISSING)
EPSILON = 1e-6


@dataclass(slots=True)
class Move:
    """A stock move that is not cancelled; quantities in the product's unit."""

    id: int
    product_id: int
    line_id: int | None
    done: bool
    demand: float
    quantity: float
    source_usage: str
    dest_usage: str
    final_usage: str
    production_id: int | None = None
    date: datetime | None = None
    consumer_id: int | None = None  # the production order whose component it brings
    work: timedelta | None = None  # of the production order, once its components are there
    origin_ids: tuple = ()
    purchase_line_ids: tuple = ()

    @property
    def outgoing(self):
        return self.final_usage == "customer" and self.source_usage != "customer"

    @property
    def open_need(self):
        return max(0.0, self.demand - self.quantity)


@dataclass(slots=True)
class PurchaseLine:
    """A line of a purchase order that is not confirmed yet: no receipt stands for it."""

    id: int
    quantity: float
    date: datetime | None = None


@dataclass(slots=True)
class Segment:
    kind: str
    quantity: float
    date: datetime | None = None
    production_id: int | None = None
    is_short: bool = False  # components are lacking that nothing will bring
    late_by: tuple | None = None  # (kind, id) of what was planned for a day that has passed


@dataclass
class Supply:
    """Figures of one line: kind -> quantity, and the segments they are the sums of."""

    quantities: dict = field(default_factory=lambda: dict.fromkeys(KINDS, 0.0))
    segments: list = field(default_factory=list)

    def add(self, segment):
        self.quantities[segment.kind] += segment.quantity
        self.segments.append(segment)


def cut(segments, skip, length):
    """The part of a list of segments between ``skip`` and ``skip + length``."""
    result = []
    for segment in segments:
        if length <= EPSILON:
            break
        taken = min(max(0.0, segment.quantity - skip), length)
        skip = max(0.0, skip - segment.quantity)
        if taken > EPSILON:
            result.append(replace(segment, quantity=taken))
            length -= taken
    return result


def total(segments):
    return sum(segment.quantity for segment in segments)


class Attribution:
    """
    :param today: the beginning of the present day; nothing is late without it.
    """

    def __init__(self, moves, purchase_lines=(), today=None):
        self.today = today or datetime.min
        self.moves = {move.id: move for move in moves}
        self.purchase_lines = {line.id: line for line in purchase_lines}
        self._composition = {}
        self._given = {}  # (kind of node, id of node) -> {id of move: (skip, length)}
        self._served = {}
        self._components = {}
        for move in self.moves.values():
            if move.consumer_id and not move.done:
                self._components.setdefault(move.consumer_id, []).append(move)
        for move in sorted(self.moves.values(), key=lambda m: (m.date or datetime.max, m.id)):
            if move.done:
                continue
            for node in self._nodes(move):
                self._served.setdefault(node, []).append(move)

    def line(self, line_id, product_id, ordered):
        """Supply of ``ordered`` units of a product for one order line."""
        own = [
            move
            for move in self.moves.values()
            if move.line_id == line_id and move.product_id == product_id
        ]
        supply = Supply()
        shipped = min(max(0.0, self._shipped(own)), ordered)
        supply.add(Segment(SHIPPED, shipped))
        open_need = ordered - shipped
        for segments in self._own_segments([m for m in own if m.outgoing and not m.done]):
            for segment in cut(segments, 0.0, open_need):
                supply.add(segment)
                open_need -= segment.quantity
        if open_need > EPSILON:
            supply.add(Segment(MISSING, open_need))
        return supply

    @staticmethod
    def _shipped(moves):
        done = [move for move in moves if move.done]
        out = sum(m.quantity for m in done if m.dest_usage == "customer" != m.source_usage)
        back = sum(m.quantity for m in done if m.source_usage == "customer" != m.dest_usage)
        return out - back

    def _own_segments(self, moves):
        """First the moves that reach the client, then what earlier steps hold beyond them."""
        last_steps = [move for move in moves if move.dest_usage == "customer"]
        for move in sorted(last_steps, key=lambda m: m.id):
            yield self._compose(move.id)
        earlier_steps = [move for move in moves if move.dest_usage != "customer"]
        for move in sorted(earlier_steps, key=lambda m: m.id):
            given = sum(length for _skip, length in self._slices(("move", move.id)).values())
            yield cut(self._compose(move.id), given, move.demand)

    def _nodes(self, move):
        yield from (("move", id_) for id_ in move.origin_ids if id_ in self.moves)
        yield from (
            ("purchase", id_) for id_ in move.purchase_line_ids if id_ in self.purchase_lines
        )

    def _sources(self, move):
        """Where a move receives from, one after the other; last what it shares with most others."""
        return sorted(self._nodes(move), key=lambda node: (len(self._served[node]), node))

    def _compose(self, move_id):
        if move_id not in self._composition:
            self._composition[move_id] = []  # a loop of moves brings nothing
            self._composition[move_id] = self._composed(self.moves[move_id])
        return self._composition[move_id]

    def _composed(self, move):
        if move.done:
            return []
        if move.source_usage == "production":
            return [self._made(move)]
        if move.source_usage == "supplier":
            return [self._planned(ON_PURCHASE, move.demand, move.date, ("move", move.id))]
        segments = []
        if move.quantity > EPSILON:
            # What is reserved on the way out belongs to the order, what is reserved for the work
            # is there; on the way in it is coming.
            held = min(move.quantity, move.demand)
            if move.outgoing or move.consumer_id:
                segments.append(Segment(RESERVED, held, move.date))
            else:
                segments.append(self._planned(ON_WAY, held, move.date, ("move", move.id)))
        need = move.open_need
        for node in self._sources(move):
            skip, length = self._slices(node).get(move.id, (0.0, 0.0))
            brought = cut(self._node_segments(node), skip, min(length, need))
            segments += brought
            need -= total(brought)
        return segments

    def _node_segments(self, node):
        kind, id_ = node
        if kind == "move":
            return self._compose(id_)
        line = self.purchase_lines[id_]
        return [self._planned(ON_PURCHASE, line.quantity, line.date, node)]

    def _planned(self, kind, quantity, date, source):
        """What ``source`` is to bring on a day; on an unknown one when that day has passed."""
        if date and date < self.today:
            return Segment(kind, quantity, late_by=source)
        return Segment(kind, quantity, date)

    def _made(self, move):
        """When a production order can be ready, and whether components of it are lacking.

        Its planned end; later when the work cannot begin as planned because a component comes
        late. A component whose day has passed may come today: while the plan can still be kept
        then, it holds.
        """
        coming, is_short = [], False
        for component in self._components.get(move.production_id, ()):
            segments = self._compose(component.id)
            coming += [s for s in segments if s.kind != RESERVED]
            covered = total(segments) >= component.demand - EPSILON
            is_short |= not covered or any(s.is_short for s in segments)
        source = ("production", move.production_id)
        made = self._planned(IN_PRODUCTION, move.demand, move.date, source)
        made = replace(made, production_id=move.production_id, is_short=is_short)
        if not made.date:
            return made
        work = move.work or timedelta()
        made.date = max([made.date, *(s.date + work for s in coming if s.date)])
        late_by = next((s.late_by for s in coming if s.late_by), None)
        if late_by and self.today + work > made.date:
            made.date, made.late_by = None, late_by
        return made

    def _slices(self, node):
        """Which part of a node each of the moves that it serves receives."""
        if node not in self._given:
            available = total(self._node_segments(node))
            slices, skip = {}, 0.0
            for move in self._served.get(node, ()):
                length = min(self._need_left(move, node), available - skip)
                if length > EPSILON:
                    slices[move.id] = (skip, length)
                    skip += length
            self._given[node] = slices
        return self._given[node]

    def _need_left(self, move, node):
        """What a move still needs of a node after those from which it receives before."""
        need = move.open_need
        for earlier in self._sources(move):
            if earlier == node:
                break
            need -= self._slices(earlier).get(move.id, (0.0, 0.0))[1]
        return need


def _sets(quantity, per_set, ordered):
    if quantity >= per_set * ordered - EPSILON:
        return ordered
    return (quantity + EPSILON) // per_set


def complete_sets(parts, ordered):
    """Supply of a kit: a set counts as far as its slowest component.

    :param parts: list of (supply of the component, units of the component in one set)
    """
    result = Supply()
    counted = 0.0
    for kind in KINDS[:-1]:
        upto = KINDS[: KINDS.index(kind) + 1]
        sets = min(
            _sets(sum(supply.quantities[k] for k in upto), per_set, ordered)
            for supply, per_set in parts
        )
        sets = max(counted, sets)
        segments = [s for supply, _n in parts for s in supply.segments if s.kind == kind]
        dates = [s.date for s in segments if s.date]
        late_by = next((s.late_by for s in segments if s.late_by and s.quantity), None)
        result.add(Segment(kind, sets - counted, max(dates, default=None), late_by=late_by))
        counted = sets
    result.add(Segment(MISSING, ordered - counted))
    return result
