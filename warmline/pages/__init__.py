"""Texts on a page: a mentor's phone gets a link and no word of the student."""

from warmline.pages.links import Links, Trouble
from warmline.pages.page import Said, View
from warmline.pages.writing import Writing

__all__ = ["Links", "Said", "Trouble", "View", "Writing"]
