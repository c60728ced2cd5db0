"""How sure a share is that was counted in a few contacts."""

from math import sqrt

from msgspec import Struct

_Z = 1.959964  # of a normal distribution, 95 % lie within so many standard deviations


class Share(Struct, frozen=True):
    """Some of all, as a part of 1, and the range in which it lies with a confidence of 95 %."""

    part: float
    low: float
    high: float


def share(some: int | None, all_: int | None) -> Share | None:
    """Return the share with Wilson's interval; None if a count is hidden, or of nothing.

    Wilson (1927), as "score interval": right also for few contacts and for shares near 0 and 1,
    where the usual one claims to be certain.
    """
    if some is None or not all_:
        return None
    part, z2 = some / all_, _Z * _Z
    middle = (part + z2 / (2 * all_)) / (1 + z2 / all_)
    reach = _Z / (1 + z2 / all_) * sqrt(part * (1 - part) / all_ + z2 / (4 * all_ * all_))
    # At the ends the formula gives exactly the end, and a float may fall beside it.
    return Share(part, max(0.0, min(part, middle - reach)), min(1.0, max(part, middle + reach)))
