"""The colours of charts on light and on dark paper; each stands out 3:1 from it (WCAG 1.4.11)."""

from msgspec import Struct


class Colours(Struct, frozen=True):
    """One scheme. ``shades`` runs from little to much."""

    ink: str
    paper: str
    grid: str
    mark: str
    pale: str
    on_pale: str
    on_deep: str
    deep: float  # from which part of the most ``on_deep`` is read better
    outcomes: tuple[str, str, str]
    became: tuple[str, str, str, str]
    shades: tuple[str, str]


_LIGHT = Colours(
    ink="#2b3235",
    paper="#ffffff",
    grid="#d5d1c8",
    mark="#8a6d1f",
    pale="#7d8a90",
    on_pale="#111416",
    on_deep="#ffffff",
    deep=0.7,
    outcomes=("#0f6b63", "#6a5fb0", "#b0382e"),
    became=("#0f6b63", "#b87708", "#b0382e", "#7d8a90"),
    shades=("#f3f1ec", "#7d1f18"),
)
_DARK = Colours(
    ink="#e4e7e8",
    paper="#1b2226",
    grid="#3b464c",
    mark="#d3ad4a",
    pale="#8b989e",
    on_pale="#f2f4f4",
    on_deep="#1b1210",
    deep=0.5,
    outcomes=("#6fd0c2", "#a79cf0", "#f0897f"),
    became=("#6fd0c2", "#e5b04e", "#f0897f", "#8b989e"),
    shades=("#232b30", "#ffb0a6"),
)


def colours(scheme: str) -> Colours:
    """Return the colours for ``dark`` paper, else those for light."""
    return _DARK if scheme == "dark" else _LIGHT
