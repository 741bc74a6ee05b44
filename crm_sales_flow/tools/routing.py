"""Which department a text is about, by words that an implementer lists.

There are no patterns here, as in ``letter_template``: a word, a word with a star at its end for
its other forms («вакуумн*»), or several such words in a row. The text is cut into words once; each
phrase then looks its first word up and reads on from there. The cost is linear in the text.
"""

import re
from bisect import bisect_left
from collections import defaultdict

MAX_CHARS = 50_000
MAX_PHRASE = 8  # words
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+\*?")


def words_of(text):
    """Words in one spelling: case and «ё» make no difference."""
    return _WORD.findall((text or "")[:MAX_CHARS].casefold().replace("ё", "е"))


def phrase_tokens(phrase):
    """``"Вакуумн* насос"`` -> ``("вакуумн*", "насос")``."""
    return tuple(_TOKEN.findall(phrase.casefold().replace("ё", "е"))[:MAX_PHRASE])


class Words:
    """A text in which many phrases are looked for."""

    def __init__(self, text):
        self.words = words_of(text)
        self.places = defaultdict(list)
        for place, word in enumerate(self.words):
            self.places[word].append(place)
        self.sorted = sorted(self.places)

    def find(self, phrase):
        """:return: the words of the text that the phrase means, or "" when they are not there."""
        tokens = phrase_tokens(phrase)
        if not tokens:
            return ""
        for place in self._starts(tokens[0]):
            found = self.words[place : place + len(tokens)]
            if len(found) == len(tokens) and all(map(_is, found, tokens)):
                return " ".join(found)
        return ""

    def _starts(self, token):
        if not token.endswith("*"):
            yield from self.places.get(token, ())
            return
        stem = token[:-1]
        for word in self.sorted[bisect_left(self.sorted, stem) :]:
            if not word.startswith(stem):
                return
            yield from self.places[word]


def _is(word, token):
    return word.startswith(token[:-1]) if token.endswith("*") else word == token


def best_team(matches):
    """The department with the highest sum of scores; of equals the one that was listed first.

    :param matches: list of (rule, team, score) in the order of the rules.
    :return: (team, its rules by falling score), or None.
    """
    sums = defaultdict(int)
    for _rule, team, score in matches:
        sums[team] += score
    if not sums:
        return None
    team = max(sums, key=sums.get)  # of equals the first: a dictionary keeps its order
    rules = [match for match in matches if match[1] == team]
    return team, [rule for rule, _team, _score in sorted(rules, key=lambda match: -match[2])]
