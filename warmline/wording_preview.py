"""The sentences of a line, as somebody hears or reads them, and what its name makes of them."""

from datetime import datetime
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from warmline import wording
from warmline.line import Campus, Line, OwnWording
from warmline.own_wording import LONGEST_GREETING, mistakes
from warmline.seconds import seconds_of
from warmline.segments import segments


class Sentence(Struct, frozen=True):
    """One sentence and when it is used; ``segments`` is 0 for what is spoken."""

    when: str
    words: str
    segments: int = 0

    @property
    def seconds(self) -> int:
        """How long it takes to say, about."""
        return round(seconds_of(self.words))


class Reworded(Struct, frozen=True):
    """A sentence before and after."""

    before: Sentence
    after: Sentence


def name_mistake(line: Line, campus: Campus) -> str:
    """Return why a line cannot have its name, or nothing: it is in what every student hears first.

    The sentences around it are Warmline's own, and say that these are peers and no emergency
    service; the name is what a campus chooses of them.
    """
    takes = seconds_of(wording.greeting(replace(line, wording=OwnWording()), campus))
    if takes > LONGEST_GREETING:
        return f"makes the greeting {takes:.1f} seconds long; {LONGEST_GREETING} are the most"
    if segments(line.name).encoding != "GSM-7":
        odd = next(it for it in line.name if segments(it).encoding != "GSM-7")
        return f'has a letter, "{odd}", that makes every text more than twice as costly'
    for key, why in mistakes(line.wording, line.name, campus).items():
        return f"does not go with this line's own wording: {key} then {why}; clear that first"
    return ""


def reworded(before: Line, after: Line, campus: Campus, now: datetime) -> tuple[Reworded, ...]:
    """Return the sentences that one line says otherwise than another; ``now`` is UTC."""
    was = chain(spoken(before, campus, now), texted(before, campus, now))
    will = chain(spoken(after, campus, now), texted(after, campus, now))
    pairs = zip(was, will, strict=True)
    return tuple(Reworded(one, other) for one, other in pairs if one.words != other.words)


def spoken(line: Line, campus: Campus, now: datetime) -> tuple[Sentence, ...]:
    """Return what callers, and the mentors who are rung, hear; ``now`` is UTC."""
    opens = line.open_hours.next_opening(now)
    desk = bool(line.desks)
    voicemail = line.voicemail
    return (
        Sentence("A call begins", wording.greeting(line, campus)),
        Sentence("Waiting", wording.reassurance(0)),
        Sentence("Waiting for longer", wording.reassurance(2, line.wording.hold)),
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
