"""Which pages somebody finds in the menu: those they may see, and no others."""

from typing import Any

from flask import current_app, url_for

from webhooks.console.access import STAFF, roles_of

# What it is called, and the page it leads to; pages that are not there yet are left out.
_MENU = (
    ("Now", "console.now"),
    ("Who would ring?", "console.who"),
    ("Plan", "console.plan"),
    ("People", "console.people"),
    ("Contacts", "console.contacts"),
    ("Escalations", "console.escalations"),
    ("Reports", "console.reports"),
    ("Settings", "console.settings"),
    ("My page", "console.mine"),
)


def menu_of(visitor: Any) -> list[tuple[str, str, str]]:
    """Return name, address and endpoint of each page for somebody."""
    if not visitor.is_authenticated:
        return []
    return [
        (name, url_for(endpoint), endpoint)
        for name, endpoint in _MENU
        if endpoint in current_app.view_functions and roles_of(endpoint) & visitor.roles
    ]


def first_page(visitor: Any) -> str:
    """Return where somebody begins: who is no staff here, at what concerns themself."""
    if not visitor.roles:
        return url_for("console.nothing")
    if not visitor.roles & set(STAFF):
        return url_for("console.mine")
    pages = menu_of(visitor)
    return pages[0][1] if pages else url_for("console.nothing")
