"""The columns of the workbook for going live, in the language of the user (X06, AB11)."""

from collections.abc import Callable
from typing import NamedTuple

from ...tools import import_values as cell


class Column(NamedTuple):
    code: str
    label: str
    parse: Callable
    required: bool
    help: str
    example: str


KINDS = ("client", "contact", "deal")


def sheet_titles(env):
    """{kind: title of its sheet}"""
    return {"client": env._("Clients"), "contact": env._("Contacts"), "deal": env._("Deals")}


def columns(env, kind):
    """The columns of a kind of rows, in order."""
    return {"client": _client, "contact": _contact, "deal": _deal}[kind](env)


def _client(env):
    known = env._("The client is known again by its number, INN, phone or e-mail.")
    return [
        Column("number", env._("Client number"), cell.text, False, known, "000000015"),
        Column("name", env._("Client name"), cell.text, True, env._("As in the documents."), ""),
        Column("is_person", env._("Is a person"), cell.flag, False, env._("«Yes» or empty."), ""),
        Column("inn", env._("INN"), cell.inn, False, env._("10 or 12 digits."), "7707083893"),
        Column("kpp", env._("KPP"), cell.text, False, "", "770701001"),
        Column("phone", env._("Phone"), cell.phone, False, "", "+7 495 123-45-67"),
        Column("email", env._("E-mail"), cell.email, False, "", "info@zavod.example"),
        Column("city", env._("City"), cell.text, False, "", ""),
        Column("street", env._("Address"), cell.text, False, "", ""),
        Column("manager", env._("Manager"), cell.text, False, _person(env), ""),
        Column("source", env._("Source"), cell.text, False, env._("Where from."), ""),
        Column("note", env._("Note"), cell.long_text, False, "", ""),
    ]


def _contact(env):
    known = env._("The contact is known again by its number, e-mail, phone or name.")
    return [
        Column("number", env._("Contact number"), cell.text, False, known, ""),
        Column("name", env._("Contact name"), cell.text, True, "", ""),
        Column("client", env._("Client"), cell.text, True, _client_help(env), "000000015"),
        Column("position", env._("Position"), cell.text, False, "", ""),
        Column("phone", env._("Phone"), cell.phone, False, "", "+7 916 123-45-67"),
        Column("email", env._("E-mail"), cell.email, False, "", "petrov@zavod.example"),
        Column("note", env._("Note"), cell.long_text, False, "", ""),
    ]


def _deal(env):
    known = env._("Number in the old system: by it the deal is known again.")
    day = env._("A date, such as 31.12.2026.")
    return [
        Column("number", env._("Deal number"), cell.text, True, known, "C-0042"),
        Column("name", env._("Deal name"), cell.text, True, env._("What is sold."), ""),
        Column("client", env._("Client"), cell.text, True, _client_help(env), "000000015"),
        Column("contact", env._("Contact person"), cell.text, False, env._("Name or e-mail."), ""),
        Column("team", env._("Department"), cell.text, True, env._("Name, as in the CRM."), ""),
        Column("manager", env._("Manager"), cell.text, True, _person(env), ""),
        Column("stage", env._("Stage"), cell.text, True, env._("Name, as in the CRM."), ""),
        Column("amount", env._("Amount"), cell.amount, False, env._("A number."), "1250000.50"),
        Column("closing", env._("Expected closing"), cell.day, False, day, "31.12.2026"),
        Column("source", env._("Source"), cell.text, False, env._("Where from."), ""),
        Column("need", env._("Need"), cell.long_text, False, env._("What is needed."), ""),
        Column("step", env._("Next step"), cell.text, False, env._("Becomes a task."), ""),
        Column("step_day", env._("Next step on"), cell.day, False, day, "15.12.2026"),
    ]


def _person(env):
    return env._("Name, login or e-mail of the user.")


def _client_help(env):
    return env._("Client number, INN or name.")


def value_problem(env, code):
    """Why a cell was not understood, as a sentence."""
    return {
        "not_text": env._("is not a text"),
        "too_long": env._("is too long"),
        "not_amount": env._("is not an amount"),
        "negative": env._("is below zero"),
        "not_date": env._("is not a date"),
        "not_flag": env._("is neither «yes» nor «no»"),
        "bad_inn": env._("is not a taxpayer number: the check digits do not fit"),
        "bad_email": env._("is not an e-mail address"),
        "bad_phone": env._("is not a telephone number"),
    }[code]


def file_problem(env, error):
    """Why a file was not read, as a sentence with the remedy."""
    return {
        "large": env._("The file is larger than 20 MB: divide it."),
        "bomb": env._("The file unpacks to more than 200 MB and is not read."),
        "doctype": env._("The file contains document types, which workbooks never do."),
        "rows": env._("A sheet has more than 20,000 rows: divide it."),
        "format": env._("This is not a workbook: save it as «Excel workbook (.xlsx)»."),
        "broken": env._(
            "The workbook is damaged (%(detail)s): open it, save it anew and repeat.",
            detail=error.detail,
        ),
    }[error.code]
