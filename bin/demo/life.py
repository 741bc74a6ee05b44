"""All that happened in half a year, in the order of time, each thing done by whom it concerns."""

import heapq
from itertools import count

from demo import control, deals, desk
from demo.deal import Deal
from demo.pace import moments


def build(world):
    # Letters are kept in transactions of their own, which wait for whoever renamed the company.
    world.env.cr.commit()
    stories = [
        *(story(world, row) for row in deals.ALL),
        *desk.stories(world),
        *control.stories(world),
    ]
    tell(world, stories)


def story(world, row):
    """A generator: yields the moment at which it goes on, and does the step when called again."""
    deal = Deal(world, row)
    for step, moment in moments(world.clock, deal.chance, row.start, row.end, row.goal):
        yield moment
        deal.do(step)
    if row.options.get("lost"):
        deal.lose()
    yield world.clock.ago(0, 8)
    deal.plan()


def tell(world, stories):
    """Go through all stories side by side, always the one whose next moment is the earliest."""
    order, line = count(), []
    for one in stories:
        heapq.heappush(line, (next(one), next(order), one))
    while line:
        moment, _number, one = heapq.heappop(line)
        print(f"PROGRESS the company on {moment:%d.%m.%Y}", flush=True)
        world.clock.set(min(moment, world.clock.real))
        following = next(one, None)
        if following:
            heapq.heappush(line, (max(following, moment), next(order), one))
