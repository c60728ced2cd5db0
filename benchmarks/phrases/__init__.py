"""Safety phrases on labelled texts: how many are found, how many are cried over for nothing."""

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.table import Row
from warmline.care import BY_URGENCY, Matcher, read_language

HERE = Path(__file__).parent
SETS = ("development", "counted", "held_out")  # README.md says who may read which
ROUNDS = 5
# What one would write in a minute: each word wherever it stands, for the whole text.
NAIVE = re.compile(
    r"suicid|kill|\bdie\b|dying|dead|death|overdos|\bpills?\b|\bgun\b|\bcut(?:ting)?\b|self.?harm"
    r"|hurt|rape|abus|\bhit\b|hits|blood|bleed|breath|unconscious|ambulance|\b911\b|end it|goodbye",
    re.IGNORECASE,
)
Labelled = tuple[str, str]  # a category or "null", and the text
Guess = Callable[[str], str]


def texts(half: str) -> list[Labelled]:
    """Return the labelled texts of one set."""
    lines = (HERE / f"{half}.tsv").read_text(encoding="utf-8").splitlines()
    return [(label, text) for label, _, text in (line.partition("\t") for line in lines)]


def measure() -> list[Row]:
    """Return rows of (what, ours, yardstick, against the goal); print the errors."""
    began = time.perf_counter()
    matcher = Matcher(read_language("en"))
    building = time.perf_counter() - began
    rows: list[Row] = []
    for half in SETS:
        labelled = texts(half)
        guesses = [(label, matcher.category(text) or "null") for label, text in labelled]
        naive = [(label, "any" if NAIVE.search(text) else "null") for label, text in labelled]
        rows += _rows(half, guesses, naive)
        _print_errors(half, labelled, guesses)
    ours = _seconds(lambda text: matcher.category(text) or "null")
    plain = _seconds(lambda text: "any" if NAIVE.search(text) else "null")
    rows.append(
        (
            "a text read for safety phrases, mean",
            f"{ours * 1e6:.0f} us",
            f"{plain * 1e6:.1f} us (words by re)",
            f"no goal; made ready once in {building:.2f} s",
        )
    )
    return rows


def precision_and_recall(
    guesses: Sequence[tuple[str, str]], category: str | None = None
) -> tuple[float, float, int]:
    """Return both, and how many texts are labelled so; without a category, of anything at all."""

    def is_it(name: str) -> bool:
        return name != "null" if category is None else name == category

    found = [is_it(label) for label, guess in guesses if is_it(guess)]
    wanted = [is_it(guess) for label, guess in guesses if is_it(label)]
    precision = sum(found) / len(found) if found else 1.0
    return precision, sum(wanted) / len(wanted), len(wanted)


def _rows(
    half: str, guesses: Sequence[tuple[str, str]], naive: Sequence[tuple[str, str]]
) -> list[Row]:
    name = half.replace("_", "-")
    rows = [_row(f"phrases, {name}, any category", guesses, None, naive)]
    rows += [_row(f"phrases, {name}, {it}", guesses, it) for it in BY_URGENCY]
    return rows


def _row(
    name: str,
    guesses: Sequence[tuple[str, str]],
    category: str | None,
    naive: Sequence[tuple[str, str]] = (),
) -> Row:
    precision, recall, count = precision_and_recall(guesses, category)
    beside = "-"
    if naive:
        low, high, _ = precision_and_recall(naive)
        beside = f"{low:.3f} and {high:.3f} (words by re)"
    return (
        f"{name}: precision and recall",
        f"{precision:.3f} and {recall:.3f}",
        beside,
        f"of {count} texts",
    )


def _print_errors(
    half: str, labelled: Sequence[Labelled], guesses: Sequence[tuple[str, str]]
) -> None:
    wrong = [
        (label, guess, text)
        for (label, guess), (_, text) in zip(guesses, labelled, strict=True)
        if label != guess
    ]
    print(f"\nPhrases, {half}: {len(wrong)} of {len(labelled)} texts not as labelled")
    for label, guess, text in sorted(wrong):
        print(f"  {label} read as {guess}: {text}")


def _seconds(guess: Guess) -> float:
    """Return the mean seconds of one text, over both halves."""
    every = [text for half in SETS for _, text in texts(half)]
    began = time.perf_counter()
    for _ in range(ROUNDS):
        for text in every:
            guess(text)
    return (time.perf_counter() - began) / (ROUNDS * len(every))
