"""Who may see and do what at the console: a page that names no roles is shut to everybody."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user

from warmline.bootstrap import Parts
from warmline.errors import LiveStoreUnavailableError, WarmlineError
from warmline.houses import Roster
from warmline.ids import CampusSlug, MentorId
from warmline.roster import Mentor, Role

Level = Literal["phone", "full"]
STAFF: tuple[Role, ...] = ("coordinator", "adviser", "counselor", "engineer")
OWN: tuple[Role, ...] = ("mentor", "backup", *STAFF)  # what concerns nobody but oneself
EVERYBODY = "everybody"  # also those who are not signed in
SIGNED_IN = "signed in"  # whoever is, even by a proof that gives them no role
LASTS = timedelta(hours=12)  # from signing in, however busy; and half an hour from the last page


class Visitor(UserMixin):  # type: ignore[misc]  # the library has no types
    """Somebody who is signed in: a person of the roster, and by how strong a proof."""

    def __init__(
        self, roster: Roster, person: Mentor, level: Level, since: datetime, era: int
    ) -> None:
        self.roster = roster
        self.person = person
        self.level = level
        self.since = since
        self.era = era

    @property
    def campus(self) -> CampusSlug:
        """The campus that this person is of."""
        return self.roster.campus.slug

    @property
    def roles(self) -> frozenset[Role]:
        """What they may act as: a code to a phone alone makes nobody a coordinator."""
        if self.level == "full":
            return self.person.roles
        return self.person.roles & {"mentor", "backup"}

    def get_id(self) -> str:
        """Return what the session keeps."""
        stamp = int(self.since.timestamp())
        return f"{self.campus}|{self.person.id}|{self.level}|{stamp}|{self.era}"


def add_page(
    console: Blueprint,
    path: str,
    view: Callable[..., ResponseReturnValue],
    roles: Iterable[Role | str],
    *,
    methods: Sequence[str] = ("GET",),
    around: Callable[[Any], Any] = lambda it: it,
) -> None:
    """Add one page under the name of its view, for some roles; ``around`` wraps it (rate limits).

    A page that is added without roles is shut to everybody.
    """
    name = view.__name__

    def page(**values: Any) -> ResponseReturnValue:
        return view(**values)

    page.__name__ = page.__qualname__ = name
    shown = around(page)
    shown.roles = frozenset(roles)  # read by ``guard`` alone
    console.add_url_rule(path, name, shown, methods=list(methods))


def roles_of(endpoint: str) -> frozenset[str]:
    """Return who may use an endpoint; nobody, if it does not say."""
    view = current_app.view_functions.get(endpoint)
    if endpoint.endswith(".static"):
        return frozenset({EVERYBODY})
    return getattr(view, "roles", frozenset())


def guard() -> ResponseReturnValue | None:
    """Let through who may; send to the door who has not signed in; refuse the others."""
    may = roles_of(request.endpoint or "")
    if EVERYBODY in may:
        return None
    if not current_user.is_authenticated:
        if request.headers.get("X-Requested-With") == "fetch":
            abort(401)
        return redirect(url_for("console.sign_in", next=request.full_path))
    if not may & (current_user.roles | {SIGNED_IN}):
        abort(403)
    return None


def visitor() -> Visitor:
    """Return who is signed in; only where the guard has let somebody in."""
    found = current_user._get_current_object()  # noqa: SLF001 - how flask-login gives it
    assert isinstance(found, Visitor)  # noqa: S101
    return found


def load_visitors(manager: LoginManager, parts: Parts) -> None:
    """Have sessions read: people who have left, or were signed out everywhere, are out at once."""

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(kept: str) -> Visitor | None:
        try:
            campus, mentor, level, stamp, era = kept.split("|")
            since = datetime.fromtimestamp(int(stamp), UTC)
            found = admit(parts, CampusSlug(campus), MentorId(mentor), level, since)
        except (ValueError, LiveStoreUnavailableError):
            g.redis_away = True
            return None
        except WarmlineError:
            return None
        fresh = parts.now() - since < LASTS
        return found if found is not None and found.era == int(era) and fresh else None


def admit(
    parts: Parts, campus: CampusSlug, mentor: MentorId, level: str, since: datetime
) -> Visitor | None:
    """Return somebody as a visitor, or None if they are not, or no longer, in the roster."""
    roster = parts.houses.of_campus(campus)
    person = roster.mentors.get(mentor)
    if person is None or not person.active or person.stage == "alumni":
        return None
    era = parts.live.sign_in_era(campus, mentor)
    return Visitor(roster, person, "full" if level == "full" else "phone", since, era)
