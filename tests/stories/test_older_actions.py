"""What a release before has left to be done is done by this one."""

from __future__ import annotations

from msgspec import json
from phones import CAMPUS, Phones

from warmline import wording
from warmline.contact.actions import Action


def test_codes_that_an_older_release_had_still_to_send_are_sent(phones: Phones) -> None:
    """Whoever signs in, or confirms a phone, while processes are renewed still gets their code."""
    (maya,) = phones.on_call("Maya")
    phones.ready()
    parts, roster = phones.parts, phones.parts.houses.of_campus(CAMPUS)
    mentor = roster.mentors[phones.id_of(maya)]
    left = [
        {"type": "text_code", "mentor": mentor.id, "code": parts.vault.seal("123456")},
        {"type": "text_code", "mentor": "m-0123456789", "code": parts.vault.seal("123456")},
        {"type": "text_new_phone", "to": mentor.phone, "what": "wrong", "code": None, "left": 2},
    ]
    line = roster.compiled.lines[0]
    for key, action in enumerate(json.decode(json.encode(left), type=list[Action])):
        parts.switchboard.note(roster, line, str(key), action)
    phones.run()
    maya.is_texted(phones.words(wording.code_text, code="123456"))
    maya.is_texted(phones.words(wording.new_phone_text, what="wrong", code="", left=2))
