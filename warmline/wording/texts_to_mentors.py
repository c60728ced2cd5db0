"""What a mentor is texted about a conversation."""

from warmline.line import Line
from warmline.wording.texts_to_students import text_no_pictures

_TO_MENTORS = {  # by the name that TellMentor gives it
    "claimed": (
        "You have {codename}: what you write here goes to them. "
        "DONE ends it, PASS hands it on, COMMANDS lists the rest."
    ),
    "claimed_anew": (
        "You have {codename}. Your last text was NOT sent to them: read first, then write. "
        "DONE ends it, PASS hands it on."
    ),
    "name_first": (
        "You have {codename}. Nothing was sent: this number was another student's lately. "
        "Reply {CODENAME} to begin, then write."
    ),
    "elsewhere": (
        "{codename} is not yours yet: you are in another contact, end that first. "
        "Your text was not sent."
    ),
    "not_yours": "{codename} is not yours yet. Write to them to take it, or PASS.",
    "wrote_again": "{codename} has just written again. Read it, then text DONE to end.",
    "someone_else": "{codename} is with another mentor. Your text was not sent. Thank you.",
    "passed": "{codename}: passed on. Thank you.",
    "nudge": "{codename} is waiting for your answer. Write, or text PASS.",
    "offered_on": "{codename} is offered to others now. Write here to keep it.",
    "student_stopped": (
        "{codename} has texted STOP: nothing can be sent to them. It is closed. Thank you."
    ),
    "undelivered": (
        "Your text did not reach {codename} (code {detail}). Try again later, or text CALL "
        "to speak by phone."
    ),
    "undelivered_late": (
        "Your last text to {codename} did not arrive (code {detail}). You need do nothing: "
        "they can write to us again."
    ),
    "closed": "Nothing is open on this number. Your text was not sent to anyone.",
    "sent_late": (
        "Your last text reached us late. It has gone to {codename} now: no need to send it again."
    ),
    "late_not_sent": (
        "A text of yours reached us late and was not sent: "
        "it may not have been for {codename}. If it was, write it again."
    ),
    "late_not_done": (
        "Your {detail} reached us late and was not done: "
        "it may not have been about {codename}. If it was, text it again."
    ),
    "idle_closed": "{codename} has been quiet; we have closed it kindly. Thank you.",
    "not_sent": "That word was not sent on.",
    "did_you_mean": (
        "Did you mean {detail}? Text {detail}, or SEND to send your word to {codename}."
    ),
    "did_you_mean_offer": (
        "Did you mean {detail}? Text {detail}, or write a few words to take {codename}."
    ),
    "no_pictures": text_no_pictures(),
    "urgent": (
        "{codename} is marked urgent: please read closely. A word list says so and may be "
        "wrong; you decide. They have the crisis numbers."
    ),
    "withdrawn": (
        "{codename} is with others now: you are not on duty any more. Nothing that you write "
        "reaches them. Thank you."
    ),
    "help_write": (
        "{codename}: your next text is kept as a summary for backup and counseling, "
        "3 lines at most, not sent on. ESCALATE calls it off."
    ),
    "help_long": "Not kept: 3 lines and 300 letters at most. Please write it again, shorter.",
    "help_kept": "Kept. SEND shows it to {codename}, who must agree. Or write it again.",
    "help_asked": (
        "{codename} is asked to reply AGREE. Backup and counseling hear of it then, not "
        "before. What you write goes to them as ever."
    ),
    "help_off": "Called off: nobody is told. What you write goes to {codename} again.",
    "help_known": "{codename} has agreed already: backup and counseling know. Stay with them.",
    "help_told": (
        "{codename} agreed. Backup and counseling are told and may take over; the student "
        "may ask for a call. Stay until then."
    ),
    "help_nobody": (
        "{codename} agreed, but nobody is on duty to read it. They may ask for a call, then "
        "counseling is rung. Stay with them."
    ),
    "help_ringing": "{codename} asked for a call: their phone rings, then counseling's.",
    "help_missed": "{codename} did not pick up the call. They may ask again, or write here.",
    "help_unanswered": (
        "Nobody has come for {codename} yet. Coordinators and adviser are told. "
        "They can call the crisis numbers too."
    ),
    "help_taken": (
        "{codename} is with somebody else now, as you asked. Nothing that you write reaches "
        "them. Thank you."
    ),
    "help_first": "Not sent to {codename}: text TAKEOVER first, then write to them.",
    "help_gone": "{codename} is with somebody else, or closed. Nothing was sent. Thank you.",
    "help_outcome": (
        "You asked for help there. Reply H1 it helped, H2 it came too late, H3 nobody came, "
        "H4 they need more."
    ),
}


def text_offer(codename: str, words: str) -> str:
    """Offer a conversation; ``words`` are the student's first, cut to what fits."""
    said = f'"{words}"' if words else "(no words yet)"
    return f"{codename}: {said} Reply to take it, PASS to hand on."


def text_to_mentor(what: str, codename: str, detail: str | None) -> str:
    """Return the sentence that ``TellMentor`` names."""
    return _TO_MENTORS[what].format(codename=codename, CODENAME=codename.upper(), detail=detail)


def help_summary_text(line: Line, codename: str, summary: str) -> str:
    """Tell a backup or counselor what the student agreed to, and how to take over."""
    return (
        f"{line.name}: help is asked for with {codename}, who agreed to this:\n{summary}\n"
        "Text TAKEOVER to go on with them by text."
    )


def nothing_to_take_text(line: Line) -> str:
    """Answer TAKEOVER when nothing waits to be taken over."""
    return f"{line.name}: nothing waits for you to take over. Nothing was sent. Thank you."


def counseling_sought() -> str:
    """Say to a student who agreed to a call, and is there, what happens next."""
    return "Thank you. We are ringing counseling for you now. Please stay on the line."


def text_so_far(codename: str, messages: list[tuple[str, str]]) -> str:
    """Send the last few messages to whoever takes over, newest last."""
    said = "\n".join(f"{'>' if who == 'student' else '<'} {words}" for who, words in messages)
    return f"{codename} so far (> student, < mentor):\n{said}"
