"""How measurements are shown: a row each, ours beside its yardstick."""

from collections.abc import Sequence

Row = tuple[str, str, str, str]
HEAD: Row = ("what", "ours", "yardstick", "against the goal")


def show(rows: Sequence[Row]) -> None:
    """Print rows as a table, which is also one in Markdown."""
    table = [HEAD, *rows]
    widths = [max(len(row[i]) for row in table) for i in range(4)]
    for i, row in enumerate(table):
        print(_line(row, widths), flush=True)
        if i == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def _line(row: Row, widths: Sequence[int]) -> str:
    cells = (text.ljust(width) for text, width in zip(row, widths, strict=True))
    return "| " + " | ".join(cells) + " |"
