"""Safety phrases: what in a student's words a mentor should see at once. It helps, never decides.

``Matcher(read_language("en")).category(text)`` says what a text is about, or None. Each language is
a file of phrases beside this one (``en.toml``); what a campus adds is read by ``added``.
"""

from warmline.care.added import read_phrase
from warmline.care.category import BY_URGENCY, Added, Category
from warmline.care.language import LANGUAGES, Language, read_language
from warmline.care.matcher import Matcher

__all__ = [
    "BY_URGENCY",
    "LANGUAGES",
    "Added",
    "Category",
    "Language",
    "Matcher",
    "read_language",
    "read_phrase",
]
