"""A campus with a made-up year behind it, and somebody signed in at its console."""

import time
from datetime import UTC, datetime

from benchmarks.house import House
from warmline.bootstrap import Parts
from warmline.demo_data import Maker
from warmline.ids import CampusSlug
from warmline.up.prepare import prepare
from webhooks.console.setup import create_console

SLUG = CampusSlug("northfield")


def lived(built: House, contacts: int) -> Parts:
    """Give a house the demo campus and so many contacts of the last year."""
    parts = built.parts()
    prepare(parts.settings, load_demo=True)
    plan = parts.records.load_plan(SLUG)
    maker = Maker(SLUG, plan.lines[0], plan.mentors)
    parts.records.record_contacts(maker.contacts(contacts, datetime.now(UTC), 365))
    return parts


def signed_in(parts: Parts, name: str) -> str:
    """Return the cookie of somebody who has given a password and a code."""
    app = create_console(parts)
    mentor = next(it.id for it in parts.records.load_plan(SLUG).mentors if it.name == name)
    era = parts.live.sign_in_era(SLUG, mentor)
    user = f"{SLUG}|{mentor}|full|{int(time.time())}|{era}"
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(signer.dumps({"_user_id": user, "_fresh": True, "_permanent": True}))


def person_id(parts: Parts, name: str) -> str:
    """Return the id of somebody of the demo campus."""
    return next(str(it.id) for it in parts.records.load_plan(SLUG).mentors if it.name == name)
