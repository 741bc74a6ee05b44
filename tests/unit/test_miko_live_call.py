"""The led calls of the simulated exchange are calls as the state machine knows them."""

from crm_telephony_miko.client.calls import CallMachine
from simulators.miko.live_call import LiveCall
from simulators.miko.script import Ids


class Told:
    """A led call and what the state machine makes of it."""

    def __init__(self):
        self.machine, self.call = CallMachine(), LiveCall(Ids(), client="79161234567")
        self.now = None

    def move(self, name, *arguments):
        for event in getattr(self.call, name)(*arguments):
            for change in self.machine.feed(event):
                self.now = change.call
        return self.now


def test_all_phones_ring_and_one_is_answered():
    told = Told()
    assert told.move("ring").ringing == ("201", "202")
    now = told.move("answer", "202")
    assert (now.state, now.employee, now.ringing) == ("talking", "202", ())
    now = told.move("hang_up")
    assert (now.state, now.result, now.employee, now.number) == (
        "ended",
        "answered",
        "202",
        "79161234567",
    )


def test_given_up_it_is_missed():
    told = Told()
    told.move("ring")
    assert told.move("hang_up").result == "missed"


def test_sent_on_while_it_rings():
    told = Told()
    told.move("ring")
    assert told.move("redirect", "203").ringing == ("203",)
    assert told.move("answer", "203").employee == "203"
    assert told.move("hang_up").result == "answered"


def test_sent_on_by_the_one_who_talks():
    told = Told()
    told.move("ring")
    told.move("answer", "201")
    assert told.move("transfer", "203").ringing == ("203",)
    now = told.move("answer", "203")
    assert (now.employee, now.last_employee, now.state) == ("201", "203", "talking")
    assert told.move("hang_up").state == "ended"
