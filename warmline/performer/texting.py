"""One text to several people."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from warmline.carrier.port import Carrier
from warmline.errors import CarrierError
from warmline.ids import MentorId
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.roster import Mentor


class Told(Struct, frozen=True):
    """Who of several people has a text, and why the others have not."""

    reached: tuple[MentorId, ...] = ()
    failed: tuple[tuple[MentorId, CarrierError], ...] = ()


def text_each(
    carrier: Carrier,
    vault: Vault,
    people: Iterable[Mentor],
    sender: PhoneNumber,
    text: str,
    since: datetime | None,
) -> Told:
    """Text several people; ``since``: it was tried then, so look whether they have it.

    One who cannot be reached keeps nobody else from hearing.
    """
    reached: list[MentorId] = []
    failed: list[tuple[MentorId, CarrierError]] = []
    for it in people:
        if not it.phone:  # somebody nominated has not been asked for it yet
            continue
        phone = vault.open_number(it.phone)
        try:
            if since is None or not carrier.find_text(phone, sender, text, since):
                carrier.text(phone, sender, text)
        except CarrierError as exc:
            failed.append((it.id, exc))
        else:
            reached.append(it.id)
    return Told(tuple(reached), tuple(failed))
