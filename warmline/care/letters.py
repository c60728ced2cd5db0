"""Letters made plain, whatever alphabet or trick they were written with."""

# ruff: noqa: RUF001 - letters that look like others are what this module is about

import unicodedata

# Letters of other alphabets that look like a Latin one, which NFKD does not bring together
# (Unicode's confusables.txt, the ones for small Latin letters; capitals are folded before).
_LOOKS = {
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ё": "e", "һ": "h", "і": "i", "ј": "j",
    "к": "k", "ӏ": "l", "м": "m", "п": "n", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s",
    "т": "t", "у": "y", "ѵ": "v", "ԝ": "w", "х": "x", "α": "a", "β": "b", "ε": "e", "η": "n",
    "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u", "χ": "x", "ω": "w",
    "ɑ": "a", "ɡ": "g", "ı": "i", "ɩ": "i", "ɪ": "i", "ⅼ": "l", "ø": "o", "đ": "d", "ł": "l",
    "ŧ": "t", "ħ": "h", "ɴ": "n", "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ɢ": "g",
    "ʜ": "h", "ᴊ": "j", "ᴋ": "k", "ʟ": "l", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p", "ʀ": "r", "ᴛ": "t",
    "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ʏ": "y", "ᴢ": "z", "ꜱ": "s", "ꜰ": "f",
}  # fmt: skip
_SIGNS = {
    **dict.fromkeys("‘’‛ʼ′´`＇", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "_": " ",
    "…": ".",
}
_PLAIN = str.maketrans({**_LOOKS, **_SIGNS})
_GONE = frozenset({"Mn", "Me", "Cf", "Cc", "Cs", "Co"})  # accents, invisible, broken


def plain(text: str) -> str:
    """Return a text in small plain letters: no accents, nothing invisible, look-alikes as Latin.

    Another alphabet's own words come out as nonsense, which matches nothing in a language that is
    written with Latin letters.
    """
    if text.isascii() and text.isprintable():
        return text.lower().replace("`", "'").replace("_", " ")
    signed = text.translate(_PLAIN)
    folded = unicodedata.normalize("NFKD", signed).casefold().translate(_PLAIN)
    return "".join(
        letter
        for letter in folded
        if letter in "\n\r\t" or unicodedata.category(letter) not in _GONE
    )
