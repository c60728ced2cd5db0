"""Changing the keys that seal numbers, while calls come in.

A key goes through three states: behind the others it only opens; first, it seals too; when nothing
that it sealed is left anywhere, it may be dropped. Hashes of numbers do not depend on these keys: a
campus's pepper, itself sealed with them, stays what it is (docs/decisions/0039).
"""

import fcntl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from warmline.errors import LiveStoreUnavailableError, PlanError, SealError
from warmline.privacy import FOLLOW_SECONDS, Vault, fingerprint
from warmline.settings import Settings
from warmline.settings.home import new_key
from warmline.store.live import LiveStore

if TYPE_CHECKING:
    from warmline.store.records import Records


class KeyUse(Struct, frozen=True, kw_only=True):
    """How much one key seals; ``live`` is None when Redis did not answer."""

    name: str
    current: bool
    records: int
    live: int | None

    @property
    def droppable(self) -> bool:
        """Say whether nothing on this line needs the key any more."""
        return not self.current and self.records == 0 and self.live == 0


class Uses(Struct, frozen=True):
    """Every key, the current one first, and how many values fit none of them."""

    keys: tuple[KeyUse, ...]
    lost_records: int
    lost_live: int


class Rotated(Struct, frozen=True):
    """What a rotation did: the current key's name, whether it was made, how many rows changed."""

    key: str
    made: bool
    resealed: int


class Keyring:
    """The keys of one line; raises what the stores raise when they are away."""

    def __init__(
        self,
        settings: Settings,
        vault: Vault,
        records: "Records",
        live: LiveStore,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._settings, self._vault = settings, vault
        self._records, self._live, self._pause = records, live, pause

    def uses(self) -> Uses:
        """Return what each key still seals."""
        there = self._records.sealed_by()
        now = self._sealed_live()
        keys = tuple(
            KeyUse(
                name=name,
                current=place == 0,
                records=there[place],
                live=None if now is None else now[place],
            )
            for place, name in enumerate(self._vault.fingerprints)
        )
        return Uses(keys, there[None], 0 if now is None else now[None])

    def rotate(self) -> Rotated:
        """Seal everything in the records with the current key; safe to break off and do again.

        Where the keys are our own to keep, a new one is made first, unless an earlier rotation is
        unfinished: then that one is finished. Every process that reads the file takes it up within
        seconds. Raises SealError, and changes nothing, while something fits none of the keys.
        """
        with self._alone():
            self._vault.follow()
            there = self._records.sealed_by()
            if there[None]:
                raise SealError(
                    f"{there[None]} sealed values fit none of the keys; put the key that sealed "
                    "them behind the others first"
                )
            made = self._settings.own_keys and set(there) <= {0}
            if made:
                self._keep([new_key(), *self._kept()])
            done = self._records.reseal(self._pause)
            if self._settings.keys_file is not None:
                self._pause(FOLLOW_SECONDS * 1.5)  # until then others may seal with the old one
                done += self._records.reseal(self._pause)
            return Rotated(self._vault.fingerprints[0], made, done)

    def drop(self, name: str) -> None:
        """Forget a key that nothing needs. Raises PlanError if something does, or may."""
        if not self._settings.own_keys:
            raise PlanError("the keys are in WARMLINE_KEYS: take it out there, and restart")
        with self._alone():
            self._vault.follow()
            use = next((it for it in self.uses().keys if it.name == name), None)
            if use is None:
                raise PlanError(f"there is no key {name}; see: warmline keys status")
            if not use.droppable:
                raise PlanError(f"key {name} is needed still; see: warmline keys status")
            self._keep([it for it in self._kept() if fingerprint(it) != name])

    def _sealed_live(self) -> Counter[int | None] | None:
        try:
            return Counter(self._vault.key_of(seal) for seal in self._live.seals())
        except LiveStoreUnavailableError:
            return None

    def _kept(self) -> tuple[str, ...]:
        return self._settings.reread_keys() or self._settings.keys

    def _keep(self, keys: list[str]) -> None:
        self._settings.own_home.keep("keys", ",".join(keys))
        self._vault.follow()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold others off the file of keys: two that change it at once would lose a key."""
        if not self._settings.own_keys:
            yield
            return
        with (self._settings.own_home.make() / "keys.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as exc:
                raise PlanError("the keys are being changed by another command") from exc
            yield
