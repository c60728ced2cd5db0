"""One text to several people."""

from collections.abc import Iterable
from datetime import datetime

from warmline.carrier.port import Carrier
from warmline.errors import CarrierError
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.roster import Mentor


def text_all(
    carrier: Carrier,
    vault: Vault,
    people: Iterable[Mentor],
    sender: PhoneNumber,
    text: str,
    since: datetime | None,
) -> None:
    """Text several people; ``since``: it was tried then, so look whether they have it.

    One who cannot be reached keeps nobody else from hearing. Raises CarrierError once all have
    been tried: one that is worth another try, if there is such.
    """
    failed: list[CarrierError] = []
    for it in people:
        if not it.phone:  # somebody nominated has not been asked for it yet
            continue
        phone = vault.open_number(it.phone)
        try:
            if since is None or not carrier.find_text(phone, sender, text, since):
                carrier.text(phone, sender, text)
        except CarrierError as exc:
            failed.append(exc)
    if failed:
        raise next((it for it in failed if not it.permanent), failed[0])
