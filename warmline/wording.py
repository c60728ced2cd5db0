"""Every sentence that a person hears or reads, in one place, so that it can be reviewed.

Spoken sentences are short, because nobody can scroll back in a voice. Texts stay within one
segment of 160 GSM-7 characters (Twilio's glossary, "segment") once the names are ordinary ones.
Functions take the line or campus they speak for and return plain English.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from warmline.line import Campus, Line
from warmline.segments import segments

# --- to a student, spoken ---------------------------------------------------------------------


def greeting(line: Line, campus: Campus) -> str:
    """Say who this is, what it is not, what stays private, and the two keys; 12 s at most."""
    limits = (
        "Private, unless a life is in danger."
        if campus.number_reveal == "two_person"
        else "Private: we never look up your number."
    )
    return (
        f"{line.name}. Trained peers, not an emergency service. {limits} "
        "Press 0 for crisis support, star any time for choices. We are finding your mentor."
    )


def reassurance(times: int) -> str:
    """Say, while a student waits, that somebody is being found; None of it repeats at once."""
    sentences = (
        "Thank you for waiting. We are ringing a mentor now.",
        "Still here with you. Press star for other choices.",
        "We are still trying. You will not be left alone on this line.",
    )
    return sentences[times % len(sentences)]


def waiting_menu(*, voicemail: bool) -> str:
    """Say what a student can choose while waiting."""
    message = " 5, leave a message." if voicemail else ""
    return (
        "To keep waiting, stay on the line. Press 2, and a mentor calls you back. "
        f"3, counseling now. 4, hear the crisis numbers.{message}"
    )


def talking_menu() -> str:
    """Say what a student can choose who pressed star during a call."""
    return (
        "Your mentor is still here. Stay on the line to go back. "
        "Press 3 for counseling now, 4 for the crisis numbers."
    )


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


def closed(line: Line, campus: Campus, opens: datetime | None, *, desk_open: bool) -> str:
    """Say that the line is closed and when it opens; ``opens`` is UTC."""
    when = f" It opens {spoken_time(opens, line.timezone)}." if opens else ""
    desk = " For counseling now, press 0." if desk_open else ""
    return f"{line.name}. The line is closed now.{when} {crisis_numbers(campus)}{desk}"


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


def parted() -> str:
    """Say that the mentor has gone and that the way back is open."""
    return (
        "Your mentor has left the call. Thank you for talking with us. "
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


# --- to a mentor, spoken ----------------------------------------------------------------------


def whisper(line: Line) -> str:
    """Ask the person who picked up whether they take the call; begins with the service's name."""
    return f"{line.name}. A student is calling. Press 1 to answer. 2 passes, 3 steps aside."


def callback_whisper(line: Line, *, recording: bool) -> str:
    """Ask the mentor who texted CALL whether to start."""
    what = "hear the message" if recording else "call the student"
    return f"{line.name}. Press 1 to {what}, 2 to leave it for later."


def joining() -> str:
    """Say to a mentor that they are through."""
    return "Thank you. Here is your student."


def student_on_the_way() -> str:
    """Say to a mentor who is first in the conference that the student comes."""
    return "Your student is on the way. One moment."


def ringing_student() -> str:
    """Say to a mentor that the student's phone rings."""
    return "Ringing the student now."


def student_did_not_answer() -> str:
    """Say to a mentor that the callback reached nobody."""
    return "The student did not answer. Text CALL to try again later. Thank you."


def student_gave_up() -> str:
    """Say to a mentor that the student did not answer the last of our tries."""
    return "The student did not answer this time either. We do not try again. Thank you."


def student_gone_first() -> str:
    """Say to a mentor who picks up that the student has hung up before that."""
    return "The student has hung up. Thank you for picking up."


def looked_after() -> str:
    """Say to a mentor who picks up that the student needs no answer from them any more."""
    return "The student is being looked after. Thank you."


def student_hung_up() -> str:
    """Say to a mentor that the student has gone."""
    return "The student has hung up. Thank you for being there."


def already_answered() -> str:
    """Say to a mentor who picked up late that the student is looked after."""
    return "This call is already answered. Thank you."


def passed() -> str:
    """Say to a mentor that passing is all right."""
    return "Passed on. Thank you."


def stepped_aside() -> str:
    """Say to a mentor that stepping aside stays between us."""
    return "We keep this one away from you. Thank you."


def no_key() -> str:
    """Say to a phone at which nobody pressed a key that we go on; may end in a voicemail box."""
    return "We heard no key. Goodbye."


def after_message(*, can_call: bool) -> str:
    """Ask a mentor what to do with a message they have heard."""
    call = "Press 1 to call the student now. " if can_call else ""
    return f"{call}Press 2 if you are done: the message is deleted. Stay on to hear it again."


def message_done() -> str:
    """Say that the message is gone."""
    return "The message is deleted. Thank you."


def counseling_took_over() -> str:
    """Say to a mentor that the student chose counseling."""
    return "The student has chosen counseling and is being connected. Thank you."


# --- to a mentor, sent ------------------------------------------------------------------------


def wrap_up_text(line: Line) -> str:
    """Ask for the wrap-up of a call: counts only, no words."""
    return (
        f"{line.name}: thanks. Reply 1 study 2 conflict 3 imposter 4 partner violence "
        "5 duck 6 suicidal 7 lonely 8 home 9 referral, stress like 4>2, or HARD"
    )


def callback_text(line: Line, *, recording: bool) -> str:
    """Tell the next mentor that a callback waits and is theirs."""
    what = "left a message" if recording else "asked to be called back"
    return (
        f"{line.name}: a student {what}. It is yours: text CALL and we ring you first. "
        "Your number stays hidden. PASS hands it on."
    )


def callback_unowned_text(line: Line) -> str:
    """Tell a coordinator that nobody has taken a callback."""
    return f"{line.name}: a callback has waited 30 minutes and no mentor has taken it. Please look."


def callback_gone_text(line: Line) -> str:
    """Answer CALL when nothing waits for this mentor."""
    return f"{line.name}: no callback is waiting for you now. Thank you."


def callback_busy_text(line: Line) -> str:
    """Answer CALL when the mentor is in another contact."""
    return f"{line.name}: you are in another contact. Text CALL when it is over."


def callback_passed_text(line: Line) -> str:
    """Answer PASS."""
    return f"{line.name}: passed on. Thank you."


def callback_ringing_text(line: Line) -> str:
    """Answer CALL."""
    return f"{line.name}: your phone rings in a moment. Press 1 when you hear us."


# --- to a student, sent -----------------------------------------------------------------------


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


# --- times ------------------------------------------------------------------------------------


def spoken_time(at: datetime, zone: str) -> str:
    """Return a UTC moment as a person says it, in the line's zone: ``Monday at 7 PM``."""
    local = at.astimezone(ZoneInfo(zone))
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02d}" if local.minute else ""
    half = "AM" if local.hour < 12 else "PM"
    return f"{local:%A} at {hour}{minutes} {half}"


# --- texts to a student -----------------------------------------------------------------------


def text_welcome(line: Line, campus: Campus) -> str:
    """Send first: who reads, the limits, the numbers, and how to make it end."""
    limits = (
        "Private unless a life is in danger."
        if campus.number_reveal == "two_person"
        else "Private."
    )
    return (
        f"{line.name}: peers read here, no emergency service. {limits} "
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


def text_line_closed(line: Line, campus: Campus, opens: datetime | None) -> str:
    """Answer a text at closed hours; ``opens`` is UTC."""
    when = f" It opens {spoken_time(opens, line.timezone)}." if opens else ""
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


# --- texts to a mentor about a conversation ---------------------------------------------------


def text_offer(codename: str, words: str) -> str:
    """Offer a conversation; ``words`` are the student's first, cut to what fits."""
    said = f'"{words}"' if words else "(no words yet)"
    return f"{codename}: {said} Reply to take it, PASS to hand on."


def text_to_mentor(what: str, codename: str, detail: str | None) -> str:
    """Return the sentence that ``TellMentor`` names."""
    sentences = {
        "claimed": (
            f"You have {codename}: what you write here goes to them. "
            "DONE ends it, PASS hands it on, COMMANDS lists the rest."
        ),
        "claimed_anew": (
            f"You have {codename}. Your last text was NOT sent to them: read first, then write. "
            "DONE ends it, PASS hands it on."
        ),
        "name_first": (
            f"You have {codename}. Nothing was sent: this number was another student's lately. "
            f"Reply {codename.upper()} to begin, then write."
        ),
        "elsewhere": (
            f"{codename} is not yours yet: you are in another contact, end that first. "
            "Your text was not sent."
        ),
        "not_yours": f"{codename} is not yours yet. Write to them to take it, or PASS.",
        "wrote_again": f"{codename} has just written again. Read it, then text DONE to end.",
        "someone_else": f"{codename} is with another mentor. Your text was not sent. Thank you.",
        "passed": f"{codename}: passed on. Thank you.",
        "nudge": f"{codename} is waiting for your answer. Write, or text PASS.",
        "offered_on": f"{codename} is offered to others now. Write here to keep it.",
        "student_stopped": (
            f"{codename} has texted STOP: nothing can be sent to them. It is closed. Thank you."
        ),
        "undelivered": (
            f"Your text did not reach {codename} (code {detail}). Try again later, or text CALL "
            "to speak by phone."
        ),
        "undelivered_late": (
            f"Your last text to {codename} did not arrive (code {detail}). You need do nothing: "
            "they can write to us again."
        ),
        "closed": "Nothing is open on this number. Your text was not sent to anyone.",
        "sent_late": (
            f"Your last text reached us late. It has gone to {codename} now: "
            "no need to send it again."
        ),
        "late_not_sent": (
            "A text of yours reached us late and was not sent: "
            f"it may not have been for {codename}. If it was, write it again."
        ),
        "late_not_done": (
            f"Your {detail} reached us late and was not done: "
            f"it may not have been about {codename}. If it was, text it again."
        ),
        "idle_closed": f"{codename} has been quiet; we have closed it kindly. Thank you.",
        "not_sent": "That word was not sent on.",
        "did_you_mean": (
            f"Did you mean {detail}? Text {detail}, or SEND to send your word to {codename}."
        ),
        "did_you_mean_offer": (
            f"Did you mean {detail}? Text {detail}, or write a few words to take {codename}."
        ),
        "no_pictures": text_no_pictures(),
    }
    return sentences[what]


def text_so_far(codename: str, messages: list[tuple[str, str]]) -> str:
    """Send the last few messages to whoever takes over, newest last."""
    said = "\n".join(f"{'>' if who == 'student' else '<'} {words}" for who, words in messages)
    return f"{codename} so far (> student, < mentor):\n{said}"


def text_unclaimed(line: Line) -> str:
    """Tell coordinators that a texting student waits."""
    return f"{line.name}: a texting student has waited 5 minutes and nobody answers. Please look."


def text_mentor_stopped(line: Line, name: str) -> str:
    """Tell coordinators that a mentor cannot be texted."""
    return f"{line.name}: {name} texted STOP and gets no texts now. START brings them back."


def mentor_stopped_notice(line_name: str) -> str:
    """Say to a mentor by voice what a stop word does."""
    return (
        f"{line_name}. You texted stop, so our texts cannot reach you, and you are offered no "
        "conversations. Text start to come back. Calls still ring you. Thank you."
    )


def commands_text() -> str:
    """Answer COMMANDS."""
    return (
        "DONE end it. PASS hand on. CALL speak by phone. HARD hard for you. "
        "OFF/ON leave or join duty. WHO is on call. SEND as is."
    )


def on_text(line: Line) -> str:
    """Answer ON."""
    return f"{line.name}: you are on duty. OFF takes you off."


def off_text(line: Line) -> str:
    """Answer OFF."""
    return f"{line.name}: you are off duty and will not be rung or texted. ON brings you back."


def who_text(line: Line, names: list[str]) -> str:
    """Answer WHO; names that do not fit into one text are counted."""
    shown = list(names)
    while True:
        more = f" and {len(names) - len(shown)} more" if len(shown) < len(names) else ""
        text = f"{line.name}, on call now: {', '.join(shown) or 'nobody'}{more}."
        if segments(text).count == 1 or not shown:
            return text
        shown.pop()


def later_command_text(command: str) -> str:
    """Answer a command that does nothing yet."""
    return f"{command} is not ready yet: nothing was done and nothing was sent to the student."


def hard_text(line: Line) -> str:
    """Answer HARD."""
    return f"{line.name}: noted. You rest for half an hour; somebody will ask how you are."


def wrapped_up_text(line: Line) -> str:
    """Answer a wrap-up."""
    return f"{line.name}: noted. Thank you for being there."


def nothing_open_text(line: Line) -> str:
    """Answer a command or words when nothing is open on that number."""
    return f"{line.name}: nothing is open on this number. Your text was not sent to anyone."


def late_command_text(line: Line, command: str) -> str:
    """Answer a command that came so late that doing it may be wrong by now."""
    return (
        f"{line.name}: your {command} reached us late and was not done. "
        "Text it again if it still holds."
    )


def meant_text(meant: str) -> str:
    """Ask about a mistyped command when nothing is open."""
    return f"Did you mean {meant}? Nothing was done and nothing was sent."
