"""The sentences that a campus may word for itself, and what keeps them short, true and safe.

What must be said stays Warmline's and is said around them whatever they are: that these are peers
and no emergency service, how private a contact is by what the campus chose, the keys, the numbers,
and how a texter makes it end. So they may not say these things otherwise (decision 0044).
"""

from warmline.own_wording.reading import read_wording, tidied
from warmline.own_wording.refusing import mistakes
from warmline.own_wording.rules import LONGEST_GREETING, RULES
from warmline.own_wording.weighing import Weighed, changed, weighed, whole

__all__ = [
    "LONGEST_GREETING",
    "RULES",
    "Weighed",
    "changed",
    "mistakes",
    "read_wording",
    "tidied",
    "weighed",
    "whole",
]
