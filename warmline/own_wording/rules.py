"""Which sentences a campus may word for itself, when each is said, and how long it may be."""

from msgspec import Struct

LONGEST_GREETING = 12  # seconds, the whole of it (DESIGN.md 4)
LONGEST_HOLD = 5  # seconds: a waiting call is looked after every 10, and quiet follows
LONGEST_CLOSED = 6  # seconds of one's own: the crisis numbers come behind it
LONGEST_SPEECH = 30  # seconds that anybody can listen to at one go
MOST_LETTERS = 160  # of one segment, and enough for any of them


class Rule(Struct, frozen=True):
    """One of the sentences: when it is said, and what stays around it."""

    key: str
    label: str
    does: str
    limit: str
    texted: bool = False


RULES = (
    Rule(
        "greeting",
        "A call begins",
        'Said first, in place of "We are finding your mentor." If the line\'s name is not in it, '
        "that is said before it. When somebody in training listens in, the usual greeting is said: "
        "the time goes to saying so.",
        f"{LONGEST_GREETING} seconds at most, with what follows.",
    ),
    Rule(
        "hold",
        "While somebody waits",
        "Said to who waits, in turn with two sentences of ours: that a mentor is being rung, and "
        "the star key.",
        f"{LONGEST_HOLD} seconds at most.",
    ),
    Rule(
        "closed",
        "Outside the hours",
        'Said after "The line is closed now.", before the next opening, the numbers and '
        "counseling; also while the line is paused. What is texted then is ours: it has no room.",
        f"{LONGEST_CLOSED} seconds at most.",
    ),
    Rule(
        "welcome",
        "A text conversation begins",
        "The first words of the first text. If the line's name is not in it, that stands before "
        "it.",
        "One segment at most, with what follows: 160 letters of GSM-7. Emoji and most letters of "
        "other scripts make a text UCS-2, with room for 70, and are not taken.",
        texted=True,
    ),
)
