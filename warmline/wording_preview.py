"""The sentences of a line, as somebody hears or reads them: to look at, not to change."""

from datetime import datetime

from msgspec import Struct

from warmline import wording
from warmline.line import Campus, Line
from warmline.segments import segments


class Sentence(Struct, frozen=True):
    """One sentence and when it is used; ``segments`` is 0 for what is spoken."""

    when: str
    words: str
    segments: int = 0


def spoken(line: Line, campus: Campus, now: datetime) -> tuple[Sentence, ...]:
    """Return what callers, and the mentors who are rung, hear; ``now`` is UTC."""
    opens = line.open_hours.next_opening(now)
    desk = bool(line.desks)
    voicemail = line.voicemail
    return (
        Sentence("A call begins", wording.greeting(line, campus)),
        Sentence("Waiting", wording.reassurance(0)),
        Sentence("The star key while waiting", wording.waiting_menu(voicemail=voicemail)),
        Sentence(
            "Nobody came: the safety card",
            wording.safety_card(campus, voicemail=voicemail, desk_open=desk),
        ),
        Sentence("Silence", wording.silence_goodbye(campus)),
        Sentence("Outside the hours", wording.closed(line, campus, opens, now, desk_open=desk)),
        Sentence("To the mentor who picks up", wording.whisper(line)),
    )


def texted(line: Line, campus: Campus, now: datetime) -> tuple[Sentence, ...]:
    """Return what texters read, with what each costs in segments; ``now`` is UTC."""
    opens = line.open_hours.next_opening(now)
    texts = (
        ("A conversation begins", wording.text_welcome(line, campus)),
        ("Everybody has been asked", wording.text_still_looking(campus)),
        ("Nobody could answer", wording.text_nobody(campus)),
        ("A safety phrase was found", wording.text_safety_card(campus)),
        ("Another mentor comes in", wording.text_handed_on()),
        ("A conversation ends", wording.text_closed(campus)),
        ("Outside the hours", wording.text_line_closed(line, campus, opens, now)),
        ("The numbers, for a caller who asks", wording.card_text(campus)),
    )
    return tuple(Sentence(when, words, segments(words).count) for when, words in texts)
