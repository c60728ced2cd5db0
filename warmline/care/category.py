"""What a safety phrase is about, and what is more urgent than what."""

from typing import Literal, get_args

from msgspec import Struct

Category = Literal[
    "medical_emergency",  # it has happened and needs an ambulance
    "plan",  # a time, a place, a decided way, a note, a goodbye, a search for ways
    "means",  # what could be used is within reach, or they are at the place
    "intent",  # the wish to be dead, said or hidden
    "harm_by_others",  # violence, threats, assault, stalking, control
    "self_harm",  # hurting oneself without the wish to die
]
# The most urgent first: of several that are found in one text, the first of these is given.
BY_URGENCY: tuple[Category, ...] = get_args(Category)


class Added(Struct, frozen=True):
    """A phrase that a campus has added: plain words, matched as they stand."""

    text: str
    category: Category
