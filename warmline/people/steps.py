"""The steps of somebody's way, each as it is taken and in the words by which it is kept."""

from datetime import date

from msgspec import Struct


class Applied(Struct, frozen=True):
    """Has applied, and can be reached by phone."""


class Interviewed(Struct, frozen=True):
    """Has been interviewed, and is to be trained."""


class TrainingBegun(Struct, frozen=True):
    """Works through the checklist."""


class Ticked(Struct, frozen=True):
    """Has done one item of the checklist, named whole or by how it begins."""

    item: str


class Certified(Struct, frozen=True):
    """May be rung up to and including a day; ``reason`` excuses a checklist with gaps."""

    until: date
    reason: str = ""


class Paused(Struct, frozen=True):
    """Is not rung for a while, up to and including ``until``, or until they are resumed."""

    until: date | None = None


class Resumed(Struct, frozen=True):
    """Is back from a pause."""


class Left(Struct, frozen=True):
    """Has left, at whatever stage: nobody rings them from now on."""


class Returned(Struct, frozen=True):
    """Is back; who had left is certified anew before a phone rings."""


class Listening(Struct, frozen=True):
    """May, or may no longer, listen in to calls while in training."""

    on: bool


Step = (
    Applied
    | Interviewed
    | TrainingBegun
    | Ticked
    | Certified
    | Paused
    | Resumed
    | Left
    | Returned
    | Listening
)


def told(step: Step) -> tuple[str, str]:
    """Return the word for a step, by which it is kept, and what there is to say beside it."""
    match step:
        case Applied():
            return "applied", ""
        case Interviewed():
            return "interviewed", ""
        case TrainingBegun():
            return "training begun", ""
        case Ticked(item=item):
            return "ticked", item
        case Certified(until=until, reason=reason):
            return "certified", f"until {until}" + (
                f", without the rest: {reason}" if reason else ""
            )
        case Paused(until=until):
            return "paused", f"until {until}" if until else ""
        case Resumed():
            return "resumed", ""
        case Left():
            return "left", ""
        case Returned():
            return "returned", ""
        case Listening(on=on):
            return ("listens" if on else "listens no more"), ""
