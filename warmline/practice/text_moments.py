"""The moments of a conversation by text: offered, answered, ended; read from the phones."""

from datetime import datetime

from warmline import commands, wrap_up
from warmline.practice.moments import Moment
from warmline.practice.night import Night


def offered(night: Night) -> datetime | None:
    """Say when your phone got its first text."""
    return night.first("you", "text")


def reached_you(words: str) -> Moment:
    """Return the moment when these words of the student came to your phone."""
    return lambda night: night.first("you", "text", says=lambda text: words in text)


def reply_after(moment: Moment) -> Moment:
    """Return the moment when the student first read words of yours that you wrote after another.

    A codename in front of them is taken off on the way, so the end of what you wrote is enough.
    """

    def reached(night: Night) -> datetime | None:
        start = moment(night)
        if start is None:
            return None
        written = [it.text for it in night.all("you", "texted", after=start)]
        mine = lambda text: any(it.endswith(text) for it in written)  # noqa: E731 - asked below
        return night.first("student", "text", after=start, says=mine)

    return reached


def done(night: Night) -> datetime | None:
    """Say when you texted DONE."""
    return night.first("you", "texted", says=_is_done)


def stop_word(night: Night) -> datetime | None:
    """Say when you texted a word that phone companies read as stop."""
    return night.first("you", "texted", says=lambda text: commands.carrier_word(text) == "stop")


def wrapped_up(night: Night) -> datetime | None:
    """Say when you sent the topics, once the conversation was over."""
    end = done(night)
    return None if end is None else night.first("you", "texted", after=end, says=_has_topics)


def _is_done(text: str) -> bool:
    read = commands.read(text)
    return isinstance(read, commands.Command) and read.name == "DONE"


def _has_topics(text: str) -> bool:
    given = wrap_up.read(text)
    return given is not None and bool(given.topics)
