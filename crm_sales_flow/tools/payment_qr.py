"""Payment QR of an invoice by GOST R 56042-2014."""

from .amount_words import split_amount

# Format, version 0001, encoding 2 = UTF-8. The eighth character says what separates the fields.
HEADER = "ST00012"
SEPARATORS = "|~^_;#"
# Fields that the standard demands, in its order; a bank's programme refuses a code without them.
REQUIRED = ("Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc")
LIMITS = {
    "Name": 160,
    "PersonalAcc": 20,
    "BankName": 45,
    "BIC": 9,
    "CorrespAcc": 20,
    "Purpose": 210,
    "PayeeINN": 12,
    "KPP": 9,
}


def payment_text(name, account, bank, bic, corr_account, amount=None, purpose="", inn="", kpp=""):
    """The text to encode, or ``""`` when a required requisite is missing.

    The separator is «|» unless a value contains it; then it is the first character of
    ``SEPARATORS`` that none of them contains. When every one of them occurs, «|» is replaced
    by «/» in the values.
    """
    fields = {
        "Name": name,
        "PersonalAcc": account,
        "BankName": bank,
        "BIC": bic,
        # The standard: a bank without a correspondent account writes 0.
        "CorrespAcc": corr_account or "0",
        "Sum": _kopecks(amount),
        "Purpose": purpose,
        "PayeeINN": inn,
        "KPP": kpp,
    }
    fields = {key: _clean(key, value) for key, value in fields.items()}
    if not all(fields[key] for key in REQUIRED):
        return ""
    filled = {key: value for key, value in fields.items() if value}
    separator = _separator("".join(filled.values()))
    if not separator:
        separator = "|"
        filled = {key: value.replace("|", "/") for key, value in filled.items()}
    return separator.join([HEADER, *(f"{key}={value}" for key, value in filled.items())])


def _clean(key, value):
    text = " ".join(str(value or "").split())
    return text[: LIMITS.get(key)].strip()


def _kopecks(amount):
    if not amount or amount < 0:
        return ""
    whole, kopecks = split_amount(amount)
    return str(whole * 100 + kopecks)


def _separator(text):
    return next((mark for mark in SEPARATORS if mark not in text), "")
