"""Sums of money in Russian words, as they are written on an invoice."""

from decimal import ROUND_HALF_UP, Decimal

from num2words import num2words

ROUBLES = ("рубль", "рубля", "рублей")
KOPECKS = ("копейка", "копейки", "копеек")


def declined(number, forms):
    """The form of a noun after ``number``: one of (1 рубль, 2 рубля, 5 рублей)."""
    tens, units = abs(number) % 100, abs(number) % 10
    if units == 1 and tens != 11:
        return forms[0]
    if 2 <= units <= 4 and not 12 <= tens <= 14:
        return forms[1]
    return forms[2]


def split_amount(amount):
    """Whole roubles and kopecks of an amount, rounded half up to a kopeck."""
    cents = int((Decimal(str(amount)) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    return divmod(abs(cents), 100)


def rouble_words(amount):
    """``1234.5`` -> «Одна тысяча двести тридцать четыре рубля 50 копеек»."""
    whole, kopecks = split_amount(amount)
    words = num2words(whole, lang="ru")
    sign = "минус " if amount < 0 and (whole or kopecks) else ""
    text = f"{sign}{words} {declined(whole, ROUBLES)} {kopecks:02d} {declined(kopecks, KOPECKS)}"
    return text[0].upper() + text[1:]
