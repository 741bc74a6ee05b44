"""V08, V10: one row for each number, no formula in a sheet."""

from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.call_rows import Person, choose, e164, write_csv

KEYS = st.sampled_from(["", "123", "79161112233", "79161112244", "0049301234567", "1234567"])
PEOPLE = st.lists(
    st.builds(Person, st.integers(1, 50), KEYS, st.integers(0, 2), st.booleans()),
    unique_by=lambda person: person.id,
)


@given(PEOPLE)
def test_V08_every_number_is_called_once_and_everybody_has_his_place(people):
    chosen, reasons = choose(people)
    keys = [person.phone_key for person in chosen]
    assert len(keys) == len(set(keys))
    assert {p.id for p in chosen} | set(reasons) == {p.id for p in people}
    assert not {p.id for p in chosen} & set(reasons)
    assert all(e164(key).startswith("+") for key in keys)


@given(PEOPLE)
def test_V10_nobody_who_must_not_be_called_is(people):
    assert not any(person.forbidden for person in choose(people)[0])


def test_V08_the_best_of_a_number_is_called():
    people = [Person(1, "79161112233", 1), Person(2, "79161112233", 0), Person(3, "79161112233", 1)]
    assert [p.id for p in choose(people)[0]] == [2]


@given(st.text(max_size=30))
def test_V08_no_cell_begins_a_formula(text):
    cell = write_csv([[text]]).decode("utf-8-sig")
    cell = cell.removeprefix('"')
    assert not cell.startswith(("=", "@", "-", "\t")) or cell.strip() in ("", '"')


def test_V08_a_number_to_dial_stays_one():
    assert write_csv([["+79161112233", "+cmd"]]).decode("utf-8-sig") == "+79161112233;'+cmd\r\n"
