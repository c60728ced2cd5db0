"""What a mentor's text asks of us: a command, perhaps a mistyped one, or words for the student.

A command is a text that is nothing but the command: ``DONE`` is one, "are you done?" is not. Five
take more, and only in a form that nobody would say to a student: ``OFF 2h``, ``SWAP fri 7pm``. In
doubt we ask before we send anything on, since neither mistake can be taken back: a student who
reads "PAS", or a conversation that closes in the middle of a sentence.

The words that carriers own are here too, because no command of ours may ever be one of them.
"""

import re
import unicodedata
from difflib import get_close_matches
from typing import Literal, get_args

from msgspec import Struct

from warmline.care_ledger.requests import read_care
from warmline.times import CLOCK, DATE, DAY, LENGTH, MONTH, TIME, UNTIL, WHEN

CommandName = Literal[
    "DONE",
    "PASS",
    "ESCALATE",
    "CALL",
    "ON",
    "OFF",
    "WHO",
    "SHIFTS",
    "SWAP",
    "COVER",
    "HARD",
    "CARE",
    "COMMANDS",
    "SEND",
    "TAKEOVER",
    "LINK",
]
COMMANDS: tuple[CommandName, ...] = get_args(CommandName)

# Twilio, "Advanced opt-out": the whole text is one of these words, in any case.
STOP_WORDS = frozenset({
    "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT",
})  # fmt: skip
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
HELP_WORDS = frozenset({"HELP", "INFO"})

_BY_NAME: dict[str, CommandName] = {name: name for name in COMMANDS}
_GUESSED = [it for it in COMMANDS if it not in {"ON", "OFF", "WHO", "LINK"}]  # too like words
_ALIKE = 0.75  # one letter of four changed, added, dropped or swapped with its neighbour
_QUESTIONS = frozenset({"WHO", "SHIFTS", "COMMANDS"})  # these may be asked with a question mark
_WORDS_AT_MOST = 8  # more is a sentence

# Words a person may well say alone, and that look like a command: these are sent on unasked. Not
# here, so asked about: what is hardly ever a whole text ("shift", "command", "cal", "swaps").
_SAID = """
    ace acre all ally are area asap asks ass bald ball bard bare bass bend bone bypass bypassed
    cafe cage cake called caller calling calls calm came cane cape car cara card cards cared
    career careful carer cares carl cars cart carve cary case caste cave cell chard clever
    closer clover coder comments commons cone convert cooler core corner cove covered covers
    covert covet cower crate crave create cull cure dare dine diner discover doe does dome
    donate donor dont dope dose dove down doze drone dune ends evaluate ever fall fare fend
    friend gall gone had hair hall hand harder hardly hare hark harm harp harsh head hear heard
    heart herd hits hoard hone honed hover lard lass lend lone lover mall mare mass mend mover
    node none once one ones over overt pads pals pans passed passes past paws pays piss poss
    psst puss rare recall recover rover sand sap sass scare scared second seed seen sender sends
    sense sent shard share shed shirts shit shits sifts sits slap sled snap soap spas sped spend
    spent swab swamp swan swat sway tall tend tone undone vend wall ward ware wasp wend wrap
    yall yard zone
"""

# What names an offered shift: no letter that is a word by itself, no digit that looks like one.
CODE_LETTERS, CODE_DIGITS = "FGJKNTVX", "23456789"
CODE = rf"[{CODE_LETTERS.lower()}] ?[{CODE_DIGITS}]{{1,2}}"
_CODED = re.compile(rf"{CODE}(?: (?:\d{{1,2}}|off))?", re.IGNORECASE)
_LIKE_A_CODE = re.compile(
    r"[a-z]|(?:[a-z] ?\d{1,3}|\d[a-z])(?: (?:\d{1,3}|[a-z]{1,4}))?", re.IGNORECASE
)
_SPAN = re.compile(rf"(?:for )?{LENGTH}|{UNTIL} {WHEN}", re.IGNORECASE)
_ABSENCE = re.compile(rf"(?:{DAY}|{DATE})(?: {CLOCK})?", re.IGNORECASE)
_UNFINISHED = re.compile(rf"(?:(?:for|{UNTIL}) ?)?\d*", re.IGNORECASE)
_NUMBERED = rf"\d+(?=$| (?:{MONTH}|with|for|from|to|at|and|{UNTIL})\b)"  # a shift, by its number
_PLANNED = re.compile(rf"(?<![\w:/.-])(?:{DAY}|{DATE}|{TIME}|{_NUMBERED})(?![\w:/])", re.IGNORECASE)
# CARE without its space, or mistyped before a number: what somebody says of themselves goes to no
# student unasked.
_LIKE_CARE = re.compile(
    r"(?:care\W*|(?:caer|crae|acre|cre|cae|car|carr|caree|carre|cares) ?)\d{1,2}", re.IGNORECASE
)
_CARE_WORDS = ("clear", "clear all", "off", "delete", "forget", "reset", "show", "fine", "worn out")
_PERSONS = "i i'm im you you're your u ur we we're us our it its it's he she they"


_SAID_ALONE = frozenset(_SAID.split())
_TO_SOMEBODY = frozenset(_PERSONS.split())


class Command(Struct, frozen=True):
    """A command; ``rest`` is what came after it, with single spaces ("" for most commands)."""

    name: CommandName
    rest: str = ""


class Typo(Struct, frozen=True):
    """Perhaps a command: ask whether ``meant`` was meant before doing or sending anything."""

    meant: CommandName


def carrier_word(body: str) -> Literal["stop", "start", "help"] | None:
    """Say what the carrier itself does with this text; it reads single words, without mercy."""
    word = body.strip()
    word = word.upper() if word.isascii() else ""  # letters such as U+017F would become S
    if word in STOP_WORDS:
        return "stop"
    if word in START_WORDS:
        return "start"
    return "help" if word in HELP_WORDS else None


def read(body: str) -> Command | Typo | None:
    """Return the command that a mentor's text is, or perhaps is; None for words to be sent on."""
    bare = _bare(body)
    words = bare.split()
    if not words or bare.upper() in STOP_WORDS | START_WORDS | HELP_WORDS:
        return None
    name = _BY_NAME.get(words[0].upper())
    if name is None and _LIKE_CARE.fullmatch(bare):
        return Typo("CARE")
    if len(words) == 1:
        return _word(body, words[0], name)
    if name is None or len(words) > _WORDS_AT_MOST:
        return _torn(words)
    return _with_rest(name, bare.partition(" ")[2], words[1:])


def names(body: str, codename: str) -> bool:
    """Say whether a text is nothing but a codename."""
    return _bare(body).casefold() == codename.casefold()


def _bare(body: str) -> str:
    """Return the text in single spaces, without quotes, punctuation or pictures around it."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKC", body).replace(
            "\N{RIGHT SINGLE QUOTATION MARK}", "'"
        )
        if unicodedata.category(letter) not in {"Cf", "Mn"}  # invisible, or the colour of an emoji
    )
    words = " ".join(plain.split())
    ends = [at for at, letter in enumerate(words) if unicodedata.category(letter)[0] in "LN"]
    return words[ends[0] : ends[-1] + 1] if ends else ""


def _word(body: str, word: str, name: CommandName | None) -> Command | Typo | None:
    """Read a text of one word."""
    if name is None:
        return _guess(word)
    asked = "?" in body and name not in _QUESTIONS
    pictured = any(unicodedata.category(letter) == "So" for letter in body)
    return Typo(name) if asked or pictured else Command(name)


def _guess(word: str) -> Typo | None:
    letters = word.replace("'", "").lower()
    if re.fullmatch(CODE, letters):
        return Typo("COVER")  # hardly a word for anybody: COVER or SWAP was forgotten before it
    if not (letters.isascii() and letters.isalpha()) or letters in _SAID_ALONE:
        return None
    close = get_close_matches(letters.upper(), _GUESSED, n=1, cutoff=_ALIKE)
    return Typo(_BY_NAME[close[0]]) if close else None


def _torn(words: list[str]) -> Typo | None:
    """Recognise a command with a space in it: "PA SS"."""
    joined = "".join(words).upper()
    return Typo(_BY_NAME[joined]) if len(words) == 2 and joined in _GUESSED else None


def _with_rest(name: CommandName, rest: str, words: list[str]) -> Command | Typo | None:
    """Read a command of several words; a sentence that begins with one is none."""
    if name in {"ON", "OFF"}:
        if _SPAN.fullmatch(rest) or (name == "OFF" and _ABSENCE.fullmatch(rest)):
            return Command(name, rest.lower())
        return Typo(name) if _UNFINISHED.fullmatch(rest) else None
    if name == "CARE":
        return _care(rest) or _torn([name, *words])
    if name not in {"SWAP", "COVER"} or not _TO_SOMEBODY.isdisjoint(map(str.lower, words)):
        return _torn([name, *words])
    return _plan(name, rest, words)


def _care(rest: str) -> Command | Typo | None:
    """Read what comes after CARE: a number, or that all be forgotten."""
    if read_care(rest) is not None or re.fullmatch(r"\d{1,3}", rest):
        return Command("CARE", rest.lower())
    unsure = rest[0].isdigit() or get_close_matches(rest.lower(), _CARE_WORDS, n=1, cutoff=_ALIKE)
    return Typo("CARE") if unsure and len(rest.split()) < 4 else None


def _plan(name: CommandName, rest: str, words: list[str]) -> Command | Typo | None:
    """Read what a SWAP or COVER is about: a code, or near its start there is a day or a time."""
    if _CODED.fullmatch(rest):
        return Command(name, rest.upper())
    led = words[0].lower() in {"for", "until", "till", "from"}
    places = [match.start() for match in _PLANNED.finditer(rest)]
    if places and (led or places[0] == 0):
        return Command(name, rest)
    unsure = led or words[0][0].isdigit() or _LIKE_A_CODE.fullmatch(rest)
    return Typo(name) if unsure and len(words) < 4 else None
