"""Puts the pages about people together: the board, steps, phones, the care list, applications."""

from flask import Blueprint
from flask_limiter import Limiter

from warmline.bootstrap import Parts
from webhooks.console.applying import Applying
from webhooks.console.care import CarePages
from webhooks.console.people import PeoplePages
from webhooks.console.people_phones import PhonePages
from webhooks.console.people_steps import StepPages


def add_people(console: Blueprint, parts: Parts, limiter: Limiter) -> None:
    """Add them all."""
    pages = PeoplePages(parts)
    for it in (
        pages,
        StepPages(parts, pages),
        PhonePages(parts, pages),
        CarePages(parts),
        Applying(parts, limiter),
    ):
        it.add_to(console)
