"""The moments that scenarios speak of: when you took the call, when help came, when it was over."""

from collections.abc import Callable
from datetime import datetime, timedelta

from warmline import wording, wrap_up
from warmline.practice.night import Night, Role

Moment = Callable[[Night], datetime | None]


def began(night: Night) -> datetime | None:
    """Say when the practice began."""
    return night.began


def student_called(night: Night) -> datetime | None:
    """Say when the student dialled."""
    return night.first("student", "dialled")


def you_rang(night: Night) -> datetime | None:
    """Say when your phone first rang."""
    return night.first("you", "rang")


def you_took(night: Night) -> datetime | None:
    """Say when you and the student first heard each other."""
    return night.first("you", "joined")


def you_said_yes(night: Night) -> datetime | None:
    """Say when you pressed 1 for the first time."""
    return night.first("you", "key", says=lambda keys: keys.startswith("1"))


def passed(night: Night) -> datetime | None:
    """Say when you pressed 2 or 3 for the first time."""
    return night.first("you", "key", says=lambda keys: keys[:1] in {"2", "3"})


def colleague_said_yes(night: Night) -> datetime | None:
    """Say when the next mentor pressed 1 for the first time."""
    return night.first("colleague", "key", says=lambda keys: keys.startswith("1"))


def colleague_rang(night: Night) -> datetime | None:
    """Say when the next mentor's phone rang."""
    return night.first("colleague", "rang")


def colleague_took(night: Night) -> datetime | None:
    """Say when the next mentor and the student first heard each other."""
    return night.first("colleague", "joined")


def box_answered(night: Night) -> datetime | None:
    """Say when your voicemail box answered in your place."""
    return night.first("you", "missed", says=lambda words: "voicemail" in words)


def you_left(night: Night) -> datetime | None:
    """Say when your phone went down after you had taken the call."""
    return _after(night, you_took(night), "you", "ended")


def colleague_left(night: Night) -> datetime | None:
    """Say when the next mentor's phone went down after they had taken the call."""
    return _after(night, colleague_took(night), "colleague", "ended")


def student_left(night: Night) -> datetime | None:
    """Say when the student's phone went down."""
    return night.first("student", "ended")


def you_asked(night: Night) -> datetime | None:
    """Say when you asked for somebody: star, then 1 or 2."""
    taken = you_took(night)
    return None if taken is None else night.starred("you", "12", after=taken)


def help_rang(night: Night) -> datetime | None:
    """Say when the backup's phone rang because you asked."""
    return _after(night, you_asked(night), "backup", "rang")


def help_came(night: Night) -> datetime | None:
    """Say when the backup heard the student."""
    return _after(night, you_asked(night), "backup", "joined")


def handed_over(night: Night) -> datetime | None:
    """Say when you heard that the student is in good hands."""
    return night.first("you", "said", says=lambda words: words == wording.handed_over())


def student_pressed(night: Night) -> datetime | None:
    """Say when the student gave a sign by a key, once you were there."""
    return _after(night, you_took(night), "student", "key")


def wrapped_up(night: Night) -> datetime | None:
    """Say when you, or the colleague who took the call, sent a wrap-up."""
    return first_of(_wrapped(night, "you"), _wrapped(night, "colleague"))


def was_hard(night: Night) -> datetime | None:
    """Say when you sent HARD, alone or in the wrap-up."""
    return night.first("you", "texted", says=_is_hard)


def help_told(night: Night) -> datetime | None:
    """Say when you answered what became of the help."""
    return night.first("you", "texted", says=_is_outcome)


def first_of(*moments: datetime | None) -> datetime | None:
    """Return the earliest of those that have come."""
    return min((it for it in moments if it is not None), default=None)


def first_of_moments(*moments: Moment) -> Moment:
    """Return the moment when the earliest of several comes."""
    return lambda night: first_of(*(moment(night) for moment in moments))


def all_of_moments(*moments: Moment) -> Moment:
    """Return the moment when the last of several has come."""

    def reached(night: Night) -> datetime | None:
        found = [it for moment in moments if (it := moment(night)) is not None]
        return max(found) if len(found) == len(moments) else None

    return reached


def later(moment: Moment, seconds: float) -> Moment:
    """Return the moment so many seconds after another; it has come once that time is over."""

    def reached(night: Night) -> datetime | None:
        at = moment(night)
        if at is None or night.now < at + timedelta(seconds=seconds):
            return None
        return at + timedelta(seconds=seconds)

    return reached


def _after(night: Night, start: datetime | None, role: Role, kind: str) -> datetime | None:
    return None if start is None else night.first(role, kind, after=start)


def _wrapped(night: Night, role: Role) -> datetime | None:
    return night.first(role, "texted", says=_has_topics)


def _has_topics(words: str) -> bool:
    given = wrap_up.read(words)
    return given is not None and bool(given.topics)


def _is_hard(words: str) -> bool:
    given = wrap_up.read(words)
    return given is not None and given.hard


def _is_outcome(words: str) -> bool:
    given = wrap_up.read(words)
    return given is not None and given.help is not None
