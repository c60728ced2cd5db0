"""What a student hears."""

from datetime import datetime

from warmline.line import Campus, Line
from warmline.wording.fitting import _named, spoken_time


def greeting(line: Line, campus: Campus, *, listener: bool = False) -> str:
    """Say who this is, what it is not, what stays private, and the two keys; 12 s at most.

    A campus's own greeting takes the place of what is first and last. A ``listener``, somebody in
    training, is disclosed with the key that says no; then there is no time for an own greeting.
    """
    limits = (
        "Private, unless a life is in danger."
        if campus.number_reveal == "two_person"
        else "Private: we never look up your number."
    )
    last = "A trainee listens; 7 says no." if listener else "We are finding your mentor."
    first = f"{line.name}."
    if line.wording.greeting and not listener:
        first, last = _named(line.name, line.wording.greeting), ""
    return (
        f"{first} Trained peers, not an emergency service. {limits} "
        f"Press 0 for crisis support, star any time for choices. {last}"
    ).strip()


def reassurance(times: int, own: str = "") -> str:
    """Say, while a student waits, that somebody is being found; None of it repeats at once.

    A campus's ``own`` sentence takes the place of the third.
    """
    sentences = (
        "Thank you for waiting. We are ringing a mentor now.",
        "Still here with you. Press star for other choices.",
        own or "We are still trying. You will not be left alone on this line.",
    )
    return sentences[times % len(sentences)]


def waiting_menu(*, voicemail: bool) -> str:
    """Say what a student can choose while waiting."""
    message = " 5, leave a message." if voicemail else ""
    return (
        "To keep waiting, stay on the line. Press 2, and a mentor calls you back. "
        f"3, counseling now. 4, hear the crisis numbers.{message}"
    )


def talking_menu(*, searching: bool = False, listened: bool = False) -> str:
    """Say what a student can choose who pressed star during a call."""
    nobody_listens = " 7, nobody listens in." if listened else ""
    nobody_else = " 2, nobody else joins." if searching else ""
    return (
        "Your mentor is still here. Stay on the line to go back. "
        f"Press 3 for counseling now, 4 for the crisis numbers.{nobody_else}{nobody_listens}"
    )


def mentor_aside() -> str:
    """Say to a student, when the mentor has pressed star, that they are not left."""
    return "Your mentor is getting support, and is back very soon."


def still_aside() -> str:
    """Say, while somebody is being rung, that the mentor comes back, and how to say no."""
    return "We are still here with you. Press 2 if you want nobody else to join."


def back_in_a_moment() -> str:
    """Say that the student and their mentor are being brought together."""
    return "Your mentor is back with you in a moment."


def may_somebody_join(*, take_over: bool) -> str:
    """Say who is to join before anybody does, and the key that prevents it."""
    what = (
        "Your mentor would like somebody of our team to take over."
        if take_over
        else "Your mentor would like somebody of our team to join you."
    )
    return f"{what} Press 2 to say no, or stay on the line."


def somebody_else_is_there() -> str:
    """Say that the mentor's phone has gone, and that somebody else is there already."""
    return "Your mentor's phone has dropped out. Somebody of our team is with you now."


def mentor_dropped() -> str:
    """Say that the mentor has gone and that the search for somebody goes on."""
    return "Your mentor is no longer on the line. We are ringing somebody else for you now."


def crisis_numbers(campus: Campus) -> str:
    """Say the numbers that are answered day and night."""
    return (
        f"If a life is in danger, hang up and dial {campus.emergency_number}. "
        f"To talk with a crisis counselor, dial {campus.crisis_line}, day or night."
    )


def one_moment() -> str:
    """Say that something is being put together."""
    return "One moment."


def with_you_soon() -> str:
    """Say that a mentor has answered."""
    return "A mentor has answered. You are being connected."


def to_counseling(desk: str) -> str:
    """Say who is being rung instead of a mentor."""
    return f"Connecting you with {desk}. Please stay on the line."


def no_desk_open(campus: Campus, then: str) -> str:
    """Say that no desk is open, which numbers are, and what comes ``then``."""
    return f"No counseling desk is open now. {crisis_numbers(campus)} {then}".strip()


def search_goes_on() -> str:
    """Say that the search for a mentor goes on."""
    return "We keep looking for a mentor."


def mentor_still_here() -> str:
    """Say that the talk is not over."""
    return "Your mentor is still here."


def good_bye() -> str:
    """Say goodbye."""
    return "Goodbye."


def desk_has_gone(campus: Campus) -> str:
    """Say goodbye after a talk with a desk."""
    return f"The call has ended. Call us again at any time. {crisis_numbers(campus)} Goodbye."


def safety_card(campus: Campus, *, voicemail: bool, desk_open: bool) -> str:
    """Say the card that stands at the end of the ladder, with its choices."""
    desk = " 0, try counseling again." if desk_open else ""
    message = " 5, leave a message." if voicemail else ""
    return (
        "I am sorry: nobody could come to the phone. You still matter to us. "
        f"{crisis_numbers(campus)} "
        "Press 2, and a mentor calls you back. 6, get these numbers by text: "
        f"it will show on this phone.{message}{desk} To hear this again, stay on the line."
    )


def safety_card_on_hold(campus: Campus) -> str:
    """Say the card to a student who cannot press a key where they are, except star."""
    return (
        "Nobody could come to the phone yet. "
        f"{crisis_numbers(campus)} Press star to be called back, or for other choices."
    )


def counseling_on_hold() -> str:
    """Say that a desk is next, and what brings it about when we cannot."""
    return "Counseling is next. If nothing happens, press star to be connected."


def silence_goodbye(campus: Campus) -> str:
    """Say goodbye to someone who has not pressed a key; silence is not a fault."""
    return (
        "It is all right not to speak or press anything. We are here whenever you call. "
        f"{crisis_numbers(campus)} Goodbye for now."
    )


def closed(
    line: Line, campus: Campus, opens: datetime | None, now: datetime, *, desk_open: bool
) -> str:
    """Say that the line is closed, what the campus adds, and when it opens.

    ``opens`` and ``now`` are UTC.
    """
    when = f" It opens {spoken_time(opens, line.timezone, now)}." if opens else ""
    desk = " For counseling now, press 0." if desk_open else ""
    own = f" {line.wording.closed}" if line.wording.closed else ""
    return f"{line.name}. The line is closed now.{own}{when} {crisis_numbers(campus)}{desk}"


def closed_goodbye(line: Line) -> str:
    """Say goodbye at closed hours."""
    return f"Thank you for calling {line.name}. Goodbye."


def greeting_without_mentors(line: Line) -> str:
    """Say, instead of promising a mentor, that none can take calls now."""
    return (
        f"{line.name}. Trained peers, not an emergency service. No mentor can take calls now. "
        "Please stay on the line."
    )


def blocked(campus: Campus) -> str:
    """Say to a blocked caller where help still is."""
    return f"We cannot take this call. {crisis_numbers(campus)} Goodbye."


def parted(*, by_desk: bool = False) -> str:
    """Say that the mentor, or counseling, has gone and that the way back is open."""
    who = "Counseling" if by_desk else "Your mentor"
    return (
        f"{who} has left the call. Thank you for talking with us. "
        "Press 1 to be connected again, or simply hang up."
    )


def parted_goodbye() -> str:
    """Say goodbye after a talk."""
    return "Thank you for calling. We are here whenever you need us. Goodbye."


def callback_promised() -> str:
    """Say that a callback is kept, and how it will look on a phone."""
    return (
        "A mentor will call you back from this number and ask you to press 1. "
        "We leave no voicemail. Goodbye for now."
    )


def callback_impossible(campus: Campus) -> str:
    """Say that we can neither call nor text a number that we cannot see."""
    return f"We cannot see your number, so we cannot call or text you. {crisis_numbers(campus)}"


def card_texted() -> str:
    """Say that the card is on its way."""
    return "The numbers are on their way by text. Goodbye for now."


def message_prompt() -> str:
    """Ask for a message; say who hears it and that it is deleted."""
    return (
        "Speak after the tone, for up to two minutes. One mentor hears it, then it is deleted. "
        "Hang up when you are done."
    )


def message_kept() -> str:
    """Say that a message is kept."""
    return "Thank you. A mentor will hear it. Goodbye for now."


def message_was_empty() -> str:
    """Say that nothing was recorded; the choices come again."""
    return "We heard no message."


def callback_question() -> str:
    """Ask whoever answers a callback to say that it is them; names nothing, on purpose."""
    return "Hello. This is the call you asked for. To talk now, press 1. Press 1 to talk now."


def callback_lost() -> str:
    """Say to a student who pressed 1 on a callback that the mentor has gone meanwhile."""
    return "I am sorry, the connection was lost. We will call you again. Goodbye for now."


def callback_goodbye() -> str:
    """Say goodbye to a phone at which nobody pressed 1; names nothing, on purpose."""
    return "Goodbye."


def try_again(line_name: str | None, emergency: str, crisis: str) -> str:
    """Say the card when we know nothing: Redis is away or something broke."""
    name = f"{line_name}. " if line_name else ""
    return (
        f"{name}Something is wrong on our side, and you still matter. "
        f"If a life is in danger, hang up and dial {emergency}. "
        f"To talk with a crisis counselor, dial {crisis}, day or night. "
        "We connect you with counseling now."
    )


def lost_on_hold(emergency: str, crisis: str) -> str:
    """Say, to a student on hold whose call we cannot see now, what works in any case."""
    return (
        "We are still here. If you cannot wait, press star for counseling. "
        f"In danger, dial {emergency}. For a crisis counselor, dial {crisis}."
    )


def apology_goodbye(emergency: str, crisis: str) -> str:
    """Say the card when nobody at all can be dialled."""
    return (
        f"I am sorry, nobody could come to the phone. In danger, dial {emergency}. "
        f"For a crisis counselor, dial {crisis}, day or night. Please call us again. Goodbye."
    )
