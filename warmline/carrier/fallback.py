"""What the carrier answers by itself when the whole house is gone: a card, then counseling."""

from xml.sax.saxutils import escape, quoteattr

from warmline import wording
from warmline.phone import PhoneNumber

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_RING_SECONDS = 60  # counseling's own voice menu may be slow to answer


def voice_document(
    *, counseling: PhoneNumber, caller_id: PhoneNumber | None, emergency: str, crisis: str
) -> str:
    """Return the TwiML of a call that nobody of ours can answer.

    ``caller_id`` is the line's own number; without it the carrier would show counseling the
    student's.
    """
    shown = f" callerId={quoteattr(caller_id.e164)}" if caller_id else ""
    return (
        f"{_HEAD}<Response>\n"
        f"  <Say>{escape(wording.try_again(None, emergency, crisis))}</Say>\n"
        f'  <Dial timeout="{_RING_SECONDS}"{shown}>'
        f"<Number>{escape(counseling.e164)}</Number></Dial>\n"
        f"  <Say>{escape(wording.apology_goodbye(emergency, crisis))}</Say>\n"
        "</Response>\n"
    )


def text_document(*, emergency: str, crisis: str) -> str:
    """Return the TwiML of a text that nobody of ours can read."""
    message = escape(wording.text_apology(emergency, crisis))
    return f"{_HEAD}<Response><Message>{message}</Message></Response>\n"
