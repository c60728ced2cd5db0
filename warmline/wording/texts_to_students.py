"""What a student is texted."""

from datetime import datetime

from warmline.line import Campus, Line
from warmline.wording.fitting import _named, spoken_time


def card_text(campus: Campus) -> str:
    """Send the numbers to a student who asked for them; names the line nowhere, on purpose."""
    return (
        f"You asked for these: {campus.emergency_number} in danger, "
        f"{campus.crisis_line} day or night."
    )


def text_apology(emergency: str, crisis: str) -> str:
    """Answer a text when something broke."""
    return (
        "Something is wrong on our side, nobody has read this yet. "
        f"In danger: {emergency}. Crisis line: {crisis}, day or night."
    )


def text_welcome(line: Line, campus: Campus) -> str:
    """Send first: who reads, the limits, the numbers, and how to make it end."""
    limits = (
        "Private unless a life is in danger."
        if campus.number_reveal == "two_person"
        else "Private."
    )
    own = line.wording.welcome
    first = f"{_named(line.name, own, ':')} Peers" if own else f"{line.name}: peers"
    return (
        f"{first} read here, no emergency service. {limits} "
        f"In danger: {campus.emergency_number}, crisis {campus.crisis_line}. Text STOP to end."
    )


def text_still_looking(campus: Campus) -> str:
    """Send once when everybody has been asked."""
    return (
        "No mentor has been free yet; we keep trying. You can also call this number. "
        f"Crisis line: {campus.crisis_line}, day or night."
    )


def text_handed_on() -> str:
    """Send when another mentor takes over."""
    return "Another mentor is coming in a moment. You do not need to start again."


def text_closed(campus: Campus) -> str:
    """Send at the end."""
    return (
        "This conversation is closed now. Text again whenever you like; within 12 hours we look "
        f"for the same mentor. {campus.crisis_line} is there day and night."
    )


def text_taken_over() -> str:
    """Send when another mentor answers than the one before, and the student did not know."""
    return "Another mentor is with you now and has read your last messages."


def text_nobody(campus: Campus) -> str:
    """Send when the search is given up; a text begins it again."""
    return (
        "I am sorry: no mentor could answer. You still matter to us: text again, or call us. "
        f"In danger: {campus.emergency_number}. Crisis line: {campus.crisis_line}."
    )


def text_overdue() -> str:
    """Send to a student whose text has reached us late; they may have read that nobody has it."""
    return (
        "Sorry, something was wrong on our side. Your text has reached us now: no need to resend."
    )


def text_reopened() -> str:
    """Send when the student comes back."""
    return "Welcome back. We are looking for the same mentor, or another."


def text_no_pictures() -> str:
    """Send to a student or mentor who sent a picture."""
    return "We do not take pictures here and have deleted it. Words are welcome."


def text_safety_card(campus: Campus) -> str:
    """Send once in a conversation that has a safety phrase in it; it says nothing of the phrase."""
    return (
        f"If you might be in danger now: {campus.emergency_number}. {campus.crisis_line} is there "
        "day and night, by call or text. Keep writing here too: a person reads it."
    )


def text_line_closed(line: Line, campus: Campus, opens: datetime | None, now: datetime) -> str:
    """Answer a text at closed hours; ``opens`` and ``now`` are UTC."""
    when = f" It opens {spoken_time(opens, line.timezone, now)}." if opens else ""
    return (
        f"{line.name} is closed.{when} In danger: {campus.emergency_number}. "
        f"Crisis line: {campus.crisis_line}, day or night."
    )


def text_empty(line: Line) -> str:
    """Answer a text without words."""
    return f"{line.name}: your text came without words. Please send it again."


def text_flood(campus: Campus) -> str:
    """Answer, once, somebody who sends more texts than anybody can read."""
    return (
        "That was more than we can take in at once; please wait a minute. "
        f"In danger: {campus.emergency_number}. Crisis line: {campus.crisis_line}."
    )


def text_blocked(campus: Campus) -> str:
    """Answer a blocked number, once a day."""
    return (
        f"We cannot take texts from this number. In danger: {campus.emergency_number}. "
        f"Crisis line: {campus.crisis_line}, day or night."
    )


def help_agreement(summary: str) -> str:
    """Ask the student whether this, and nothing else, may be told to backup and counseling."""
    return (
        f"Your mentor would tell our backup and counseling this and nothing else:\n{summary}\n"
        "Reply AGREE if that is right, or write what to change."
    )


def help_unsure() -> str:
    """Ask once more, where a yes may answer something else; nothing has been told."""
    return (
        "To be sure: if they may be told what we sent you, reply AGREE. Nothing has been told "
        "yet. Or write what to change."
    )


def help_agreed() -> str:
    """Send once the student has agreed and those on duty are being told."""
    return (
        "Thank you, they are being told. To speak with a counselor, reply CALL ME: your phone "
        "rings from this number. Or write on here."
    )


def help_ringing() -> str:
    """Send before the student's phone rings, as they asked."""
    return "Your phone rings in a moment, from this number. Press 1 when you pick it up."


def help_missed() -> str:
    """Send when the student's phone rang and nobody pressed 1."""
    return "We rang and nobody pressed 1. Reply CALL ME to be rung again, or write on here."


def help_no_call(campus: Campus) -> str:
    """Send when the student has been rung as often as we may."""
    return (
        "We have rung a few times. You can call this number whenever you like, or "
        f"{campus.crisis_line} day and night."
    )


def help_taken() -> str:
    """Send when somebody of those who were told takes the conversation over."""
    return (
        "Somebody who was told is with you now, in place of your mentor, and has read your last "
        "messages."
    )
