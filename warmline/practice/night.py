"""What a practice has come to: what the phones noticed since it began, and questions about it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

Role = Literal["you", "colleague", "student", "backup", "desk"]
REACHED = frozenset({"rang", "text"})  # what brings a mentor into it


class Handset(Struct, frozen=True):
    """A phone of the simulated carrier, as its owner knows it."""

    id: str
    name: str
    kind: str


class Happening(Struct, frozen=True):
    """Something that the owner of a phone could notice; ``at`` is UTC."""

    seq: int
    at: datetime
    phone: str
    kind: str
    text: str = ""


class Night:
    """Everything since a practice began, in order; asks nobody and changes nothing."""

    def __init__(
        self,
        handsets: tuple[Handset, ...],
        happened: tuple[Happening, ...],
        *,
        began: datetime,
        now: datetime,
    ) -> None:
        self.began = began
        self.now = now
        self._happened = happened
        self._kinds = {it.id: it.kind for it in handsets}
        self.names = {it.id: it.name for it in handsets}
        students = [it.id for it in handsets if it.kind == "student"]
        reached = list(dict.fromkeys(self._reached_mentors()))
        self.student = students[0] if students else None
        self.you = reached[0] if reached else None
        self.colleague = reached[1] if len(reached) > 1 else None

    def _reached_mentors(self) -> Iterator[str]:
        """Give the mentors' phones in the order in which the line turned to them."""
        for it in self._happened:
            if it.kind in REACHED and self._kinds.get(it.phone) == "mentor":
                yield it.phone

    def plays(self, role: Role) -> frozenset[str]:
        """Return the phones of a role; a mentor's is known once the line has turned to it."""
        one = {"you": self.you, "colleague": self.colleague, "student": self.student}
        if role in one:
            return frozenset({one[role]} - {None})  # type: ignore[arg-type]
        return frozenset(it for it, kind in self._kinds.items() if kind == role)

    def actors(self, who: Role | Literal["mentors"]) -> list[str]:
        """Return the phones that act for a role: of those that were rung, the last."""
        if who == "mentors":
            return [it for it, kind in self._kinds.items() if kind == "mentor"]
        if who in {"you", "colleague", "student"}:
            return list(self.plays(who))
        return [it.phone for it in self.all(who, "rang")][-1:]

    def all(self, role: Role, kind: str, *, after: datetime | None = None) -> list[Happening]:
        """Return what happened to a role's phones, of one kind, not before an instant."""
        phones = self.plays(role)
        return [
            it
            for it in self._happened
            if it.kind == kind and it.phone in phones and (after is None or it.at >= after)
        ]

    def first(
        self,
        role: Role,
        kind: str,
        *,
        after: datetime | None = None,
        says: Callable[[str], bool] = bool,
    ) -> datetime | None:
        """Return when something happened first whose words are such; None if it has not."""
        found = self.all(role, kind, after=after)
        plain = says is bool  # most happenings have no words, and need none
        return next((it.at for it in found if plain or says(it.text)), None)

    def starred(self, role: Role, keys: str, *, after: datetime | None = None) -> datetime | None:
        """Return when a role pressed star and next one of these keys, in the mentor's menu.

        Star takes somebody out of the talk, and star again back into it: only who is apart is
        in the menu, so a key that follows the second star asks for nothing.
        """
        apart, before = False, ""
        phones = self.plays(role)
        for it in self._happened:
            if it.phone not in phones or (after is not None and it.at < after):
                continue
            if it.kind in {"left", "joined"}:
                apart = it.kind == "left"
            for key in it.text if it.kind == "key" else "":
                if apart and before == "*" and key in keys:
                    return it.at
                before = key
        return None

    def age(self, moment: datetime | None) -> timedelta | None:
        """Return how long ago a moment was; None if it has not come."""
        return None if moment is None else self.now - moment
