"""What mentors do with their turns by text, as it is kept: errands, offers, and what was agreed."""

from collections import defaultdict
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert, select

from warmline.campus_file import OverrideEntry
from warmline.drafts import entry_of
from warmline.errors import PlanError
from warmline.exchange import Bid, Decided, Exchange, Outcome, Slot
from warmline.ids import CampusSlug, MentorId
from warmline.store.records.editing import Edit
from warmline.store.records.people_tables import errand, exchange, exchange_bid
from warmline.store.records.schema import Row, rows
from warmline.turns import Turn, hand_over, is_on_call, is_still_had

KEPT = timedelta(days=30)  # so long a late answer is told what became of an offer


class _Asked(Struct, frozen=True):
    """The column ``asked``: who was asked, and who was shown which of their own turns."""

    asked: tuple[MentorId, ...] = ()
    shown: dict[MentorId, tuple[Slot, ...]] = {}


class Ledger:
    """The errands and offers of one campus, within an edit of its plan."""

    def __init__(self, edit: Edit) -> None:
        self._edit = edit
        self._connection: Connection = edit.connection

    def outcome(self, key: str) -> Outcome | None:
        """Return what came of an errand that was done before."""
        chosen = select(errand.c.outcome).where(errand.c.id == key)
        found = self._connection.execute(chosen).scalar_one_or_none()
        return None if found is None else msgspec.convert(found, Outcome)

    def exchanges(self, now: datetime) -> tuple[Exchange, ...]:
        """Return the offers of the last weeks and all that are open, the newest first."""
        return exchanges(self._connection, self._edit.campus, now)

    def keep(self, key: str, decided: Decided, now: datetime) -> None:
        """Write down what was decided, with what came of it. Raises PlanError: then nothing is."""
        for it in decided.saved:
            self._save(it)
        for turn, to in decided.handed:
            self._hand_over(turn, to)
        said = msgspec.to_builtins(decided.outcome)
        self._connection.execute(insert(errand).values(id=key, at=now, outcome=said))

    def _hand_over(self, turn: Turn, to: MentorId) -> None:
        plan = self._edit.plan
        if not is_still_had(plan, turn):
            raise PlanError("a turn is not in the plan as it was")
        change = hand_over(plan, turn, to)
        for override in change.removed:
            self._edit.remove(OverrideEntry, override.id)
        for override in change.added:
            self._edit.add(entry_of(self._edit.plan, override))
        if not is_on_call(self._edit.plan, replace(turn, mentor=to)):
            raise PlanError("the plan does not give a turn to whom it was given")

    def _save(self, it: Exchange) -> None:
        self._connection.execute(delete(exchange_bid).where(exchange_bid.c.exchange == it.id))
        self._connection.execute(delete(exchange).where(exchange.c.id == it.id))
        self._connection.execute(insert(exchange).values(_row(it) | {"campus": self._edit.campus}))
        if it.bids:
            given = [
                {
                    "exchange": it.id,
                    "number": bid.number,
                    "mentor": bid.mentor,
                    "start": bid.slot.start,
                    "end": bid.slot.end,
                    "at": bid.at,
                }
                for bid in it.bids
            ]
            self._connection.execute(insert(exchange_bid), given)


def exchanges(connection: Connection, campus: CampusSlug, now: datetime) -> tuple[Exchange, ...]:
    """Return the offers of the last weeks and all that are open, the newest first."""
    recent = (exchange.c.opened_at > now - KEPT) | exchange.c.closed_at.is_(None)
    chosen = select(exchange).where(exchange.c.campus == campus).where(recent)
    ordered = chosen.order_by(exchange.c.opened_at.desc(), exchange.c.id)
    found = rows(connection, ordered)
    bids = _bids(connection, [row["id"] for row in found])
    return tuple(_exchange(row, bids[row["id"]]) for row in found)


def _bids(connection: Connection, ids: list[str]) -> dict[str, list[Bid]]:
    found: dict[str, list[Bid]] = defaultdict(list)
    chosen = select(exchange_bid).where(exchange_bid.c.exchange.in_(ids))
    for row in rows(connection, chosen.order_by(exchange_bid.c.number)):
        slot = Slot(row["start"], row["end"])
        found[row["exchange"]].append(Bid(row["number"], row["mentor"], slot, row["at"]))
    return found


def _row(it: Exchange) -> Row:
    row = msgspec.structs.asdict(it)
    for name in ("slot", "shown", "bids"):
        del row[name]
    asked = msgspec.to_builtins(_Asked(it.asked, it.shown))
    return row | {"start": it.slot.start, "end": it.slot.end, "asked": asked}


def _exchange(row: Row, bids: list[Bid]) -> Exchange:
    asked = msgspec.convert(row.pop("asked"), _Asked)
    del row["campus"]
    slot = Slot(row.pop("start"), row.pop("end"))
    return Exchange(**row, slot=slot, asked=asked.asked, shown=asked.shown, bids=tuple(bids))
