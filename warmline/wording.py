"""Every sentence that a person hears or reads, in one place, so that it can be reviewed.

Spoken sentences are short, because nobody can scroll back in a voice. Texts stay within one
segment of 160 GSM-7 characters (Twilio's glossary, "segment") once the names are ordinary ones.
Functions take the line or campus they speak for and return plain English.
"""

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from warmline.care_ledger import Load
from warmline.conversation.actions import AdviserSentence
from warmline.line import Campus, Line
from warmline.segments import segments
from warmline.watch.troubles import Kind

LIST_SEGMENTS = 2  # of a text that is a list; every other text is one


# --- to a student, spoken ---------------------------------------------------------------------


def greeting(line: Line, campus: Campus, *, listener: bool = False) -> str:
    """Say who this is, what it is not, what stays private, and the two keys; 12 s at most.

    A ``listener``, somebody in training, is disclosed with the key that says no.
    """
    limits = (
        "Private, unless a life is in danger."
        if campus.number_reveal == "two_person"
        else "Private: we never look up your number."
    )
    last = "A trainee listens; 7 says no." if listener else "We are finding your mentor."
    return (
        f"{line.name}. Trained peers, not an emergency service. {limits} "
        f"Press 0 for crisis support, star any time for choices. {last}"
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
    """Say that the line is closed and when it opens; ``opens`` and ``now`` are UTC."""
    when = f" It opens {spoken_time(opens, line.timezone, now)}." if opens else ""
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


# --- to a mentor, spoken ----------------------------------------------------------------------


def whisper(line: Line) -> str:
    """Ask the person who picked up whether they take the call; begins with the service's name."""
    return f"{line.name}. A student is calling. Press 1 to answer. 2 passes, 3 steps aside."


def guest_whisper(line: Line) -> str:
    """Ask somebody whether they come into a call; begins with the service's name."""
    return f"{line.name}. A mentor needs you in a call. Press 1 to join, 2 to pass."


def listener_whisper(line: Line) -> str:
    """Ask somebody in training whether they listen in; begins with the service's name."""
    return f"{line.name}. A call to listen in to, muted. Press 1 to listen, 2 to pass."


def listening_in() -> str:
    """Say to somebody in training that they are through, and that nobody hears them."""
    return "Thank you. You hear the call, and nobody hears you."


def listening_over() -> str:
    """Say to somebody in training that there is nothing to listen to any more."""
    return "There is nothing to listen in to any more. Thank you."


def mentors_menu() -> str:
    """Say what a mentor can choose who pressed star during a call."""
    return (
        "Your student is being kept company. Press 1 to bring somebody in, 2 to hand over. "
        "Star, or no key, goes back."
    )


def mentors_menu_searching() -> str:
    """Say what a mentor can choose while somebody is being rung."""
    return "Press 1 to hear more, 3 to call it off. Star goes back."


def mentors_menu_with_guest(*, from_desk: bool) -> str:
    """Say what a mentor can choose while a third person is in the call."""
    who = "counseling" if from_desk else "your colleague"
    return f"Press 2 to leave your student with {who}. Star, or no key, goes back."


def ringing_for_you(rung: str, before: str | None) -> str:
    """Say to a mentor who is being rung for them, and who did not come."""
    missed = f"Nobody came from {before}. " if before else ""
    return f"{missed}Ringing {rung} now. Star goes back to your student; the ringing goes on."


def somebody_said_yes() -> str:
    """Say to a mentor that somebody comes once the student knows."""
    return "Somebody said yes. We are telling your student first."


def bringing_together() -> str:
    """Say to a mentor that the others are on their way to each other."""
    return "They are joining now."


def back_with_student() -> str:
    """Say to a mentor that they are back."""
    return "Here is your student."


def nobody_could_come() -> str:
    """Say to a mentor that everybody was rung; the coordinators know."""
    return "Nobody could come now. The coordinators are told."


def student_declined() -> str:
    """Say to a mentor that the student wants nobody else."""
    return "Your student would rather talk with you alone. Here they are."


def guest_has_left() -> str:
    """Say to a mentor that they are alone with the student again."""
    return "Your guest has left. Here is your student."


def handed_over() -> str:
    """Say goodbye to a mentor who has handed over."""
    return "Your student is in good hands. Thank you for being there."


def telling_the_student() -> str:
    """Say to somebody who has said yes that the student hears of it first."""
    return "Thank you. One moment: we are telling the student."


def joining_as_guest() -> str:
    """Say to a third person that they are through."""
    return "You are joining the student and their mentor. Please say who you are."


def student_declined_guest() -> str:
    """Say to somebody who has said yes that the student would rather not."""
    return "The student would rather not have anybody else join. Thank you for being ready."


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


def withdrawn() -> str:
    """Answer a mentor who may no longer be rung, and picked up all the same."""
    return "Thank you. You are not on duty any more, and the student is being looked after."


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


def drill_question(line_name: str) -> str:
    """Ask for a key, in a drill; the first words are the service's name, as in a real call."""
    return f"{line_name}. This is a test of your phone. No student is waiting. Press 1."


def drill_thanks() -> str:
    """Say that the test went well."""
    return "Thank you. Your phone can be reached. Goodbye."


def assent_question(
    line_name: str, asker: str, role: str, *, kind: Literal["reveal", "block"]
) -> str:
    """Ask the second person; the reason is not spoken to whoever, or whatever, picked up."""
    wish = (
        "to be shown a student's number, because a life may be in danger"
        if kind == "reveal"
        else "to block a caller for more than a day"
    )
    return (
        f"{line_name}. {asker}, {role}, asks {wish}. Press 1 to agree, 2 to refuse, 3 to hear why."
    )


def assent_reason(reason: str) -> str:
    """Say the reason that was given, and the choice again."""
    return f"The reason given: {reason} Press 1 to agree, 2 to refuse."


def assent_thanks(*, agreed: bool) -> str:
    """Say what was decided."""
    return "You have agreed. Thank you." if agreed else "You have refused. Thank you."


def assent_over() -> str:
    """Say that nothing is left to decide."""
    return "This has been decided already, or its time is over. Thank you."


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


def help_unanswered_text(line: Line) -> str:
    """Tell coordinators and adviser at once that a mentor asked for help in vain."""
    return f"{line.name}: a mentor in a call asked for help and nobody could come. Please look now."


def help_outcome_text(line: Line) -> str:
    """Ask a mentor what became of the help they had asked for; no words, one digit."""
    return (
        f"{line.name}: you asked for help in that call. Reply H1 it helped, H2 it came too late, "
        "H3 nobody came, H4 they need more from us."
    )


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


# --- to a mentor, about themselves ------------------------------------------------------------


def care_text(line: Line, load: Load) -> str:
    """Answer CARE with the last 7 and 28 days; only the mentor reads it."""
    if load.today is None:
        return f"{_carried(line, load)} Note today: CARE 1 worn out-5 fine."
    return f"{_carried(line, load)} You: {load.today} today{_mean(load)}."


def care_heavy_text(line: Line, load: Load, *, debrief: bool) -> str:
    """Answer CARE after a week with two hard contacts; a debrief is named where one is waiting."""
    offer = " A debrief is on your coordinator's list: tell them when it suits you."
    today = f" You: {load.today} today{_mean(load)}." if load.today is not None else ""
    kind = f"{load.week.hard} hard ones in a week is a lot. Be gentle with yourself."
    return f"{_carried(line, load)}{today} {kind}{offer if debrief else ''}"


def care_unread_text(line: Line) -> str:
    """Ask back about a CARE that we cannot read."""
    return (
        f"{line.name}: CARE shows your own load. CARE 1 (worn out) to CARE 5 (fine) notes how you "
        "are. Nothing was noted."
    )


def care_clear_text(line: Line) -> str:
    """Ask once more before all that somebody said of themselves is forgotten."""
    return (
        f"{line.name}: forget all that you noted with CARE? It cannot come back. "
        "Text CARE CLEAR ALL to do it."
    )


def care_cleared_text(line: Line) -> str:
    """Answer CARE CLEAR ALL."""
    return f"{line.name}: forgotten. All that you noted with CARE is gone."


def _carried(line: Line, load: Load) -> str:
    """Return the numbers of both times; what each number is, is said once."""
    week, month = load.week, load.month
    return (
        f"{line.name}, for you only: 7 days {week.contacts} contacts, {week.hard} hard, load "
        f"{week.load}, {week.hours}h on call. 28 days {month.contacts}, {month.hard}, "
        f"{month.load}, {month.hours}h."
    )


def _mean(load: Load) -> str:
    return "" if load.month.felt is None else f", on average {load.month.felt:.1f}"


# --- texts to mentors and coordinators about shifts ---------------------------------------------


def text_time(at: datetime, zone: str) -> str:
    """Return a UTC moment as every answer says it back: weekday, date, time and zone."""
    return f"{_day(at, zone)}, {_clock(at, zone)} {text_zone(at, zone)}"


def text_span(start: datetime, end: datetime, zone: str) -> str:
    """Return a turn with its zone; an end that is more than a night away has its day."""
    far = end - start > timedelta(hours=20)
    until = f"{_day(end, zone)}, {_clock(end, zone)}" if far else _clock(end, zone)
    return f"{_day(start, zone)}, {_clock(start, zone)}-{until} {text_zone(start, zone)}"


def text_row(start: datetime, end: datetime, zone: str) -> str:
    """Return a turn as short as it can be said: ``Fri 11/27 7pm-7am``."""
    first, last = (it.astimezone(ZoneInfo(zone)) for it in (start, end))
    far = f"{last:%a} " if end - start > timedelta(hours=20) else ""
    begins = f"{first:%a} {first.month}/{first.day} {_short(first)}"
    return f"{begins}-{far}{_short(last)}"


def text_zone(at: datetime, zone: str) -> str:
    """Return what people call the zone then; where they have no letters for it, its offset."""
    name = f"{at.astimezone(ZoneInfo(zone)):%Z}"
    return name if name.isalpha() else f"UTC{name}"


def _day(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a %b} {local.day}"


def _clock(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes} {'AM' if local.hour < 12 else 'PM'}"


def _short(local: datetime) -> str:
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def _fitting(head: str, rows: list[str], tail: str = "", *, numbered: bool = True) -> str:
    """Return a list between head and tail; its last rows are left out if they do not fit."""
    shown = [f"{number} {it}" if numbered else it for number, it in enumerate(rows, 1)]
    while True:
        text = "\n".join([head, *shown, *([tail] if tail else [])])
        if segments(text).count <= LIST_SEGMENTS or not shown:
            return text
        shown.pop()


def off_until_text(line: Line, when: str) -> str:
    """Answer OFF with a time, which is said back."""
    return f"{line.name}: you are off duty until {when}, then on again by yourself. ON ends it."


def off_unread_text(line: Line) -> str:
    """Ask back about an OFF whose time we cannot read."""
    return (
        f"{line.name}: until when? Text OFF 2h, OFF until 9pm or OFF until fri 7pm. "
        "Nothing was changed."
    )


def on_timed_text(line: Line) -> str:
    """Answer ON with a time, which ON does not take."""
    return f"{line.name}: you are on duty. ON takes no time: text OFF when you stop."


def on_confirmed_text(line: Line, when: str) -> str:
    """Answer an ON that confirms a shift."""
    return f"{line.name}: thank you, confirmed for {when}. OFF takes you off."


def off_told_text(line: Line, name: str, when: str, *, alone: bool) -> str:
    """Tell coordinators that somebody is off duty during a shift of theirs."""
    left = " Nobody else is on then." if alone else ""
    return f"{line.name}: {name} has texted OFF and misses {when}.{left}"


def switched_text(line: Line, name: str, mode: str, until: datetime | None) -> str:
    """Tell coordinators that somebody has paused a line, set a surge, or put it back."""
    when = text_time(until, line.timezone) if until else ""
    if mode == "pause":
        return f"{line.name}: {name} paused the line until {when}. Open calls and texts go on."
    if mode == "surge":
        return f"{line.name}: {name} set a surge until {when}. More mentors are rung."
    return f"{line.name}: {name} put the line back to normal. Calls go by the plan."


def switch_over_text(line: Line, mode: str, at: datetime) -> str:
    """Tell coordinators that a pause or a surge has ended by itself."""
    when = text_time(at, line.timezone)
    return f"{line.name}: the {mode} ended by itself, {when}. Calls go by the plan again."


def surge_asked_text(line: Line, until: datetime) -> str:
    """Tell a mentor whom a surge has rung beyond the plan; they may say no."""
    when = text_time(until, line.timezone)
    return f"{line.name} is very busy: you may be rung until {when}. If you cannot: OFF 12h."


def check_in_text(line: Line, when: str) -> str:
    """Ask a mentor, before a shift, whether they are there."""
    return f"{line.name}: you are on {when}. Text ON to confirm. If you cannot: OFF, or COVER."


def unconfirmed_text(line: Line, name: str, when: str) -> str:
    """Tell coordinators and backups that a shift begins and its mentor has not answered."""
    return f"{line.name}: {name} has not confirmed {when}. Without ON they are rung last."


def confirmed_late_text(line: Line, name: str, when: str) -> str:
    """Tell coordinators and backups that a mentor has confirmed after all."""
    return f"{line.name}: {name} has confirmed {when} now. All is well."


def uncovered_text(line: Line, name: str, when: str, *, alone: bool) -> str:
    """Tell coordinators, before a shift, that its mentor is off duty."""
    left = " Nobody else is on then." if alone else ""
    return f"{line.name}: {name} is off duty, but on the plan {when}.{left}"


def unreminded_text(line: Line, name: str, when: str) -> str:
    """Tell coordinators that a mentor who cannot be texted has a shift soon."""
    return f"{line.name}: {name} is on {when} but has texted STOP. Please ring them."


def errand_later_text(line: Line, command: str) -> str:
    """Tell a mentor that what they asked for takes longer than usual."""
    return f"{line.name}: {command} takes longer than usual. We keep at it: no need to text again."


def errand_failed_text(line: Line, command: str) -> str:
    """Tell a mentor that what they asked for was not done."""
    return f"{line.name}: {command} could not be done. Nothing was changed. Please try again."


def turn_unread_text(line: Line, command: str) -> str:
    """Ask back about a SWAP or COVER whose shift we cannot read."""
    return (
        f"{line.name}: which shift? Text {command} for your list, {command} 2 or "
        f"{command} fri 7pm. Nothing was done."
    )


def shifts_text(line: Line, rows: list[str], zone_name: str | None) -> str:
    """Answer SHIFTS: the next few, numbered; two segments at most."""
    if not rows:
        return f"{line.name}: you have no shift coming up."
    zone = f" ({zone_name})" if zone_name else ""
    return _fitting(f"{line.name}, your shifts{zone}:", rows)


def which_turn_text(line: Line, verb: str, rows: list[str]) -> str:
    """Show which shifts could be offered, numbered; two segments at most."""
    return _fitting(f"{line.name}: {verb} which? Text {verb} and its number.", rows)


def nothing_to_offer_text(line: Line) -> str:
    """Answer a SWAP or COVER of somebody who has no shift to come."""
    return f"{line.name}: you have no shift coming up that could be handed on."


def offered_already_text(line: Line, verb: str, offer: str) -> str:
    """Answer a SWAP or COVER of a shift that is offered already."""
    return f"{line.name}: that shift is offered already. {verb} {offer} OFF takes it back."


def nobody_to_ask_text(line: Line, when: str) -> str:
    """Tell a mentor that nobody could take their shift."""
    return f"{line.name}: nobody can be asked about {when}. Still yours; coordinators know."


def nobody_to_ask_told_text(line: Line, name: str, when: str) -> str:
    """Tell coordinators that a mentor wants to hand a shift on and nobody could take it."""
    return f"{line.name}: {name} cannot do {when} and nobody can be asked. Please look."


def offered_text(line: Line, offer: str, when: str, verb: str, count: int) -> str:
    """Tell a mentor that their shift is offered, and how to take it back."""
    to = f"to {count}" if count > 1 else "to one person"
    return f"{line.name}: {when} is offered {to}. Yours until taken. {verb} {offer} OFF undoes it."


def cover_asked_text(line: Line, name: str, when: str, offer: str) -> str:
    """Ask somebody to take a shift over."""
    return f"{line.name}: can you cover {when} for {name}? Text COVER {offer} to take it."


def swap_asked_text(line: Line, name: str, when: str, offer: str) -> str:
    """Ask somebody to swap shifts."""
    return f"{line.name}: {name} would swap {when}. Text SWAP {offer} to see for which of yours."


def cover_yours_text(line: Line, name: str, when: str) -> str:
    """Tell whoever accepted first that the shift is theirs."""
    return f"{line.name}: {when} is yours. Thank you for covering {name}."


def covered_text(line: Line, name: str, when: str) -> str:
    """Tell a mentor that somebody has taken their shift."""
    return f"{line.name}: {name} covers {when} for you. You are off the plan then."


def covered_told_text(line: Line, by: str, name: str, when: str) -> str:
    """Tell coordinators who covers for whom."""
    return f"{line.name}: {by} covers {when} for {name}."


def has_it_text(line: Line, offer: str, name: str) -> str:
    """Tell a late answer who was first."""
    return f"{line.name}: {name} has {offer}. Thank you for offering."


def yours_already_text(line: Line, when: str) -> str:
    """Tell whoever has a shift, and answers again, that they have it."""
    return f"{line.name}: {when} is yours already. Thank you."


def no_longer_offered_text(line: Line, offer: str) -> str:
    """Tell a late answer that the offer is over."""
    return f"{line.name}: {offer} is no longer offered. Thank you."


def unknown_code_text(line: Line, offer: str) -> str:
    """Answer a code that nobody was given."""
    return f"{line.name}: no offer is called {offer}. Look at the code, and text it again."


def other_kind_text(line: Line, offer: str, verb: str) -> str:
    """Answer a code with the other command than it was given for."""
    return f"{line.name}: {offer} is a {verb}. Text {verb} {offer}."


def noted_text(line: Line) -> str:
    """Answer somebody who declines."""
    return f"{line.name}: noted, not you. Thank you."


def cannot_take_text(line: Line, obstacle: str) -> str:
    """Tell somebody why they cannot take a shift."""
    return f"{line.name}: you cannot take this one: {obstacle}."


def refused_text(line: Line) -> str:
    """Tell somebody that the plan would not take a change."""
    return f"{line.name}: the plan does not allow that now. Nothing was changed; ask a coordinator."


def plan_changed_text(line: Line, offer: str, when: str) -> str:
    """Tell both sides that an offered shift is not as it was."""
    return f"{line.name}: the plan has changed, {when} is no longer offered ({offer})."


def taken_back_text(line: Line, offer: str, when: str) -> str:
    """Tell a mentor that their offer is taken back."""
    return f"{line.name}: {offer} is taken back. {when} stays yours."


def lapsed_text(line: Line, when: str) -> str:
    """Tell a mentor that nobody took their shift."""
    return f"{line.name}: nobody could take {when}. It is still yours; the coordinators know."


def lapsed_told_text(line: Line, name: str, when: str) -> str:
    """Tell coordinators that nobody took a shift that was offered."""
    return f"{line.name}: {name} offered {when} and nobody took it. It is still theirs."


def your_offer_text(line: Line, verb: str, offer: str, when: str, rows: list[str]) -> str:
    """Tell a mentor how their own offer stands; two segments at most."""
    if not rows:
        return f"{line.name}: you offer {when}. Nobody has it yet. {verb} {offer} OFF undoes it."
    head = f"{line.name}: for {when} you could have"
    return _fitting(head, rows, f"Text {verb} {offer} 1.", numbered=False)


def nothing_to_give_text(line: Line, when: str) -> str:
    """Tell somebody that none of their shifts fits a swap."""
    return f"{line.name}: none of your shifts can be swapped with {when}. Thank you."


def swap_choices_text(line: Line, name: str, when: str, rows: list[str], offer: str) -> str:
    """Show somebody which of their shifts they could give, numbered; two segments at most."""
    return _fitting(f"{line.name}: for {when} of {name} give", rows, f"Text SWAP {offer} 1.")


def swap_proposed_text(line: Line, name: str, when: str) -> str:
    """Tell somebody that their proposal is on its way."""
    return f"{line.name}: {name} is asked whether they take {when}. You hear from us."


def swap_bid_text(line: Line, name: str, when: str, offer: str, number: int) -> str:
    """Tell a mentor what somebody would give for their shift."""
    return f"{line.name}: {name} would give {when}. Text SWAP {offer} {number} to agree."


def bid_gone_text(line: Line, name: str, offer: str) -> str:
    """Tell a mentor that a proposal does not stand any more."""
    return f"{line.name}: {name} cannot swap that any more. SWAP {offer} shows what is left."


def swapped_text(line: Line, name: str, yours: str, theirs: str) -> str:
    """Tell each side of a swap what they have now."""
    return f"{line.name}: swapped. You have {yours}, {name} has {theirs}."


def swapped_told_text(line: Line, name: str, yours: str, by: str, theirs: str) -> str:
    """Tell coordinators of a swap."""
    return f"{line.name}: swapped. {name} has {yours}, {by} has {theirs}."


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


def spoken_time(at: datetime, zone: str, now: datetime) -> str:
    """Return a UTC moment as a person says it, in the line's zone: ``Monday at 7 PM``.

    From the seventh day on "Monday" would be taken for the coming one: then the date is said.
    """
    local = at.astimezone(ZoneInfo(zone))
    days = (local.date() - now.astimezone(ZoneInfo(zone)).date()).days
    day = f"{local:%A}" if days < 7 else f"{local:%A}, {local:%B} {local.day},"
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02d}" if local.minute else ""
    half = "AM" if local.hour < 12 else "PM"
    return f"{day} at {hour}{minutes} {half}"


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
        "urgent": (
            f"{codename} is marked urgent: please read closely. A word list says so and may be "
            "wrong; you decide. They have the crisis numbers."
        ),
        "withdrawn": (
            f"{codename} is with others now: you are not on duty any more. Nothing that you write "
            "reaches them. Thank you."
        ),
        "help_write": (
            f"{codename}: your next text is kept as a summary for backup and counseling, "
            "3 lines at most, not sent on. ESCALATE calls it off."
        ),
        "help_long": "Not kept: 3 lines and 300 letters at most. Please write it again, shorter.",
        "help_kept": f"Kept. SEND shows it to {codename}, who must agree. Or write it again.",
        "help_asked": (
            f"{codename} is asked to reply AGREE. Backup and counseling hear of it then, not "
            "before. What you write goes to them as ever."
        ),
        "help_off": f"Called off: nobody is told. What you write goes to {codename} again.",
        "help_known": f"{codename} has agreed already: backup and counseling know. Stay with them.",
        "help_told": (
            f"{codename} agreed. Backup and counseling are told and may take over; the student "
            "may ask for a call. Stay until then."
        ),
        "help_nobody": (
            f"{codename} agreed, but nobody is on duty to read it. They may ask for a call, then "
            "counseling is rung. Stay with them."
        ),
        "help_ringing": f"{codename} asked for a call: their phone rings, then counseling's.",
        "help_missed": f"{codename} did not pick up the call. They may ask again, or write here.",
        "help_unanswered": (
            f"Nobody has come for {codename} yet. Coordinators and adviser are told. "
            "They can call the crisis numbers too."
        ),
        "help_taken": (
            f"{codename} is with somebody else now, as you asked. Nothing that you write reaches "
            "them. Thank you."
        ),
        "help_first": f"Not sent to {codename}: text TAKEOVER first, then write to them.",
        "help_gone": f"{codename} is with somebody else, or closed. Nothing was sent. Thank you.",
        "help_outcome": (
            "You asked for help there. Reply H1 it helped, H2 it came too late, H3 nobody came, "
            "H4 they need more."
        ),
    }
    return sentences[what]


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


def help_summary_text(line: Line, codename: str, summary: str) -> str:
    """Tell a backup or counselor what the student agreed to, and how to take over."""
    return (
        f"{line.name}: help is asked for with {codename}, who agreed to this:\n{summary}\n"
        "Text TAKEOVER to go on with them by text."
    )


def help_unmet_text(line: Line) -> str:
    """Tell coordinators and adviser at once that an escalation by text has reached nobody."""
    return f"{line.name}: a student agreed by text to more help and nobody came. Please look now."


def text_page_help(line: Line, codename: str, url: str) -> str:
    """Tell a backup or counselor of a summary that they read on a page before they take over."""
    return f"{line.name}: {codename} needs more help. Read why, then take over: {url}"


def nothing_to_take_text(line: Line) -> str:
    """Answer TAKEOVER when nothing waits to be taken over."""
    return f"{line.name}: nothing waits for you to take over. Nothing was sent. Thank you."


def counseling_sought() -> str:
    """Say to a student who agreed to a call, and is there, what happens next."""
    return "Thank you. We are ringing counseling for you now. Please stay on the line."


# --- for lines whose mentors answer on a page: no word of a student in any of these


def text_page_offer(line: Line, codename: str, url: str) -> str:
    """Offer a conversation that is read and answered on a page."""
    return f"{line.name}: {codename} has texted. PASS hands on. Open: {url}"


def text_page_alert(line: Line, codename: str, url: str) -> str:
    """Say that the student has written while the mentor did not have the page before them."""
    return f"{line.name}: {codename} has written. Open: {url}"


def text_page_link(line: Line, codename: str, url: str) -> str:
    """Answer LINK."""
    return f"{line.name}: {codename}. This opens once: {url}"


def text_page_only(codename: str, url: str) -> str:
    """Answer words that were texted instead of written on the page."""
    return f"Not sent. {codename} is answered on the page. Open: {url}"


def text_page_notice(what: str, codename: str, url: str) -> str:
    """Return what a mentor is texted of a sentence that they need the page for."""
    sentences = {
        "claimed": f"You have {codename}. Write to them on the page: {url}",
        "nudge": f"{codename} is waiting for your answer. Open, or text PASS: {url}",
        "offered_on": f"{codename} is offered to others now. Take it back: {url}",
        "undelivered": f"Your message did not reach {codename}. Open: {url}",
    }
    return sentences.get(what, f"{codename}: please look at the page: {url}")


def text_on_page(what: str, codename: str, detail: str | None) -> str:
    """Return a sentence to a mentor as it stands on their page."""
    sentences = {
        "claimed": f"You have {codename}. What you write here goes to them.",
        "claimed_anew": f"You have {codename}. Your last message was NOT sent: read first.",
        "name_first": f"You have {codename}. Your last message was not sent yet: send it again.",
        "not_yours": f"{codename} is not yours yet. Take it, or pass.",
        "wrote_again": f"{codename} has just written again. Read it, then press Done again.",
        "nudge": f"{codename} is waiting for your answer.",
        "offered_on": f"{codename} is offered to others now. Take it back to keep it.",
        "undelivered": (
            f"A message of yours did not reach {codename} (code {detail}). Try again later, or "
            "press Call to speak by phone."
        ),
        "help_write": (
            "Write the summary for backup and counseling here, in three lines at most. It is not "
            f"sent. Then press Show summary, and {codename} is asked to agree."
        ),
        "help_kept": f"Summary kept. Press Show summary to show it to {codename}, or write anew.",
        "no_words": "No words yet.",
    }
    return sentences.get(what) or text_to_mentor(what, codename, detail)


def text_page_length(most: int) -> str:
    """Refuse a message that is empty or too long."""
    return f"Write something, in {most} letters at most."


def text_page_read_first() -> str:
    """Refuse a message that was written before its mentor could read what is new."""
    return "Not sent: read what is new above, then send it again."


def text_page_asks(command: str) -> str:
    """Ask about words on a page that look like a command."""
    return f"{command} is a button here. Nothing was sent. Send the word as it is?"


def text_page_elsewhere() -> str:
    """Say at a link that leads nowhere any more how to get one that does."""
    return "For a new one text LINK to the number that this one came from. Each opens once."


def text_so_far(codename: str, messages: list[tuple[str, str]]) -> str:
    """Send the last few messages to whoever takes over, newest last."""
    said = "\n".join(f"{'>' if who == 'student' else '<'} {words}" for who, words in messages)
    return f"{codename} so far (> student, < mentor):\n{said}"


def text_unclaimed(line: Line) -> str:
    """Tell coordinators that a texting student waits."""
    return f"{line.name}: a texting student has waited 5 minutes and nobody answers. Please look."


def backup_urgent_text(line: Line, codename: str) -> str:
    """Tell a backup that a conversation is urgent, without a word of it."""
    return (
        f"{line.name}: the texts of {codename} are marked urgent. You need do nothing now; "
        "please keep your phone at hand."
    )


def text_mentor_stopped(line: Line, name: str) -> str:
    """Tell coordinators that a mentor cannot be texted."""
    return f"{line.name}: {name} texted STOP and gets no texts now. START brings them back."


def drill_report_text(line: Line, phones: int, missed: list[str]) -> str:
    """Tell coordinators how a drill ended: how many phones answered, and whose did not."""
    start = f"{line.name}, phone test: {phones - len(missed)} of {phones} pressed a key."
    if not missed:
        return f"{start} Every phone on the coming week's plan can be reached."
    for shown in range(len(missed), 0, -1):
        more = f" and {len(missed) - shown} more" if shown < len(missed) else ""
        text = f"{start} Not {', '.join(missed[:shown])}{more}. Why: warmline drill report"
        if segments(text).count == 1:
            return text
    return f"{start} Who and why: warmline drill report"


def hard_week_text(line: Line, name: str) -> str:
    """Tell coordinators of a mentor's hard week."""
    return f"{line.name}: {name} has had two hard contacts in a week. Please ask how they are."


_TROUBLES: dict[Kind, tuple[str, str, str]] = {  # begins, is over, what it was
    "stuck": (
        "a contact is stuck, and somebody may be waiting. Look at the console now.",
        "no contact is stuck any more.",
        "a contact was stuck",
    ),
    "workers": (
        "no worker is alive. Calls and texts go on, but late. Start a worker.",
        "a worker is alive again.",
        "no worker was alive",
    ),
    "clock": (
        "the clock is silent, so nobody sweeps up what is late. Start the clock.",
        "the clock is alive again.",
        "the clock was silent",
    ),
    "carrier": (
        "the phone carrier does not do what we ask. Mentors may not ring.",
        "the phone carrier works again.",
        "the phone carrier failed",
    ),
    "refusals": (
        "many webhooks come with a wrong signature. Calls may not reach us.",
        "webhooks are signed as usual again.",
        "webhooks had wrong signatures",
    ),
    "queue": (
        "jobs wait too long, so rings and texts are late. More workers may help.",
        "jobs are done in time again.",
        "jobs waited too long",
    ),
    "database": (
        "the database is away. Calls go on; the console and the plan do not.",
        "the database answers again.",
        "the database was away",
    ),
}


def trouble_text(line: Line, trouble: Kind) -> str:
    """Tell the engineer and coordinators what is wrong with the house, and what that means."""
    return f"{line.name}: {_TROUBLES[trouble][0]} You hear when it is over."


def trouble_over_text(line: Line, trouble: Kind) -> str:
    """Tell them that it is over."""
    return f"{line.name}: all clear: {_TROUBLES[trouble][1]}"


def trouble_passed_text(line: Line, trouble: Kind, when: str) -> str:
    """Tell them of what was wrong while nobody could be told."""
    return f"{line.name}: {_TROUBLES[trouble][2]} ({when}). It is over."


def code_text(line: Line, code: str) -> str:
    """Send the code that somebody types to sign in."""
    return f"{line.name}: your code is {code}. It lasts ten minutes. We never ask you for it."


def adviser_text(line: Line, name: str, what: AdviserSentence) -> str:
    """Tell the adviser what somebody asked that needs two, or what became of it."""
    words: dict[AdviserSentence, str] = {
        "reveal_asked": "asks to be shown a student's number",
        "reveal_agreed": "may be shown a student's number: a second person agreed",
        "reveal_refused": "is not shown a student's number: it was refused",
        "reveal_lapsed": "is not shown a student's number: nobody agreed in time",
        "reveal_shown": "was shown a student's number",
        "block_asked": "asks to block a caller for more than a day",
        "block_agreed": "has blocked a caller: a second person agreed",
        "block_refused": "may block a caller for a day only: it was refused",
        "block_lapsed": "may block a caller for a day only: nobody agreed",
    }
    return f"{line.name}: {name} {words[what]}. The audit has why."


def new_phone_text(line: Line, what: str, code: str, left: int) -> str:
    """Send a mentor's new phone its code, or say what came of the code that it sent back."""
    sentences = {
        "code": (
            f"{line.name}: reply {code} from this phone within 15 minutes, and the line rings you "
            "here from then on. Not yours? Please ignore this."
        ),
        "confirmed": f"{line.name}: thank you. From now on the line rings and texts you here.",
        "wrong": f"{line.name}: that is not the code. Please look again; tries left: {left}.",
        "expired": f"{line.name}: that code has expired. Please ask your coordinator for another.",
        "used_up": f"{line.name}: no tries are left. Please ask your coordinator for a new code.",
        "nothing": f"{line.name}: no code is expected from this phone. Nothing was changed.",
        "taken": f"{line.name}: this number is somebody else's here. Please ask your coordinator.",
    }
    return sentences[what]


def new_phone_waits_text(line: Line) -> str:
    """Answer words from a phone that has been given as a mentor's and has not sent its code."""
    return (
        f"{line.name}: this phone is to be a mentor's. Please reply with its six digits only. "
        "Need somebody to talk to? Please call us."
    )


def certificate_text(line: Line, ends: date) -> str:
    """Tell a mentor that their certificate ends."""
    day = f"{ends.day} {ends:%B %Y}"
    return f"{line.name}: your certificate ends on {day}. Talk to your coordinator to go on."


def certificates_text(line: Line, days: int, names: list[str]) -> str:
    """Tell coordinators whose certificates end within so many days."""
    start = f"{line.name}: certificates end within {days} days:"
    for shown in range(len(names), 0, -1):
        more = f" and {len(names) - shown} more" if shown < len(names) else ""
        text = f"{start} {', '.join(names[:shown])}{more}. See: warmline mentor list"
        if segments(text).count == 1:
            return text
    return f"{start} see: warmline mentor list"


def applications_text(line: Line, count: int) -> str:
    """Tell coordinators that applications or nominations wait; never whose."""
    waits = "an application or nomination waits" if count == 1 else f"{count} applications wait"
    return f"{line.name}: {waits} for you at the console, under People."


def mentor_stopped_notice(line_name: str) -> str:
    """Say to a mentor by voice what a stop word does."""
    return (
        f"{line_name}. You texted stop, so our texts cannot reach you, and you are offered no "
        "conversations. Text start to come back. Calls still ring you. Thank you."
    )


def commands_text() -> str:
    """Answer COMMANDS."""
    return (
        "DONE end. PASS hand on. CALL by phone. ESCALATE get help. HARD hard for you. OFF/ON duty. "
        "WHO is on. SHIFTS yours. COVER or SWAP. CARE for you. SEND as is."
    )


def page_commands_text() -> str:
    """Answer COMMANDS on a line whose mentors answer on a page."""
    return (
        "DONE end. PASS hand on. CALL by phone. ESCALATE get help. HARD hard for you. OFF/ON duty. "
        "WHO is on. SHIFTS yours. COVER or SWAP one. LINK page."
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
