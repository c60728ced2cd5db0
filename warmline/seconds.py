"""How long something takes to say, known before it is said."""

import re

WORDS_A_SECOND = 2.8  # an unhurried voice
# A digit is said by itself, the parts of "24/7" and "after-hours" are words, and so is a "+".
_SAID = re.compile(r"\d|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[+&%=@#$]")


def seconds_of(words: str) -> float:
    """Return how long words take to say, about; numbers are said digit by digit."""
    return len(_SAID.findall(words)) / WORDS_A_SECOND
