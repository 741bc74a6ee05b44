"""What is controlled: sortings of two months, and the control calls of the Heads."""

from demo.world import QUIET

DAYS = 60
HOURS = (11.1, 17.1)  # just after the sortings of the day are over
WEEKS = 4
SAID = (
    (5, "Всё хорошо, приехали вовремя, показали, как работать."),
    (4, "Довольны. Ждали документы лишнюю неделю."),
    (5, "Довольны, будут заказывать ещё."),
    (3, "Менеджер долго не отвечал на вопрос о сроках."),
    (4, "Оборудование устраивает, просят напоминать об обслуживании."),
)


def stories(world):
    yield sortings(world)
    yield calls(world)


def sortings(world):
    """The program looks after each sorting whether something was left."""
    slots = world.env["crm.sorting.slot"].sudo()
    for days in range(DAYS, -1, -1):
        for hour in HOURS:
            moment = world.clock.ago(days, hour)
            yield moment
            if days == DAYS:
                slots.search([]).checked_until = moment
            slots._cron_check()


def calls(world):
    """Each week clients are drawn by lot; the Head calls most of them within days."""
    Call = world.env["crm.control.call"].sudo().with_context(**QUIET)
    number = 0
    for week in range(WEEKS, -1, -1):
        yield world.clock.ago(7 * week, 9.1)
        Call._cron_draw()
        if not week:
            return  # those of this week are still to be called
        yield world.clock.ago(7 * week - 2, 12)
        for call in Call.search([("state", "=", "planned")])[:-1]:
            score, note = SAID[number % len(SAID)]
            number += 1
            answer(world, call, score, note)


def answer(world, call, score, note):
    head = call.team_id.user_id
    wizard = call.env["crm.control.score"].with_user(head).with_context(**QUIET)
    wizard = wizard.create({"call_id": call.id, "score": str(score), "note": note})
    wizard.action_save()
