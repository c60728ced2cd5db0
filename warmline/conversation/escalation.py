"""ESCALATE: what peers cannot carry reaches backup and counseling, as the student agreed.

The mentor writes a summary, sees that it was kept, and SEND shows it to the student. Only when the
student has agreed to these very words are they sent to the backups and counselors on duty. Then the
student may ask to be called, and whoever was told may take the conversation over.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline.conversation import threads
from warmline.conversation.actions import (
    AskWrapUp,
    CallForHelp,
    MentorSentence,
    SendRecent,
    TellHelper,
    TellMentor,
    TellOverseers,
    TellStudent,
)
from warmline.conversation.decision import TextDecision
from warmline.conversation.escalated import Agreed, Asked, Writing
from warmline.conversation.events import (
    HelpCalled,
    HelpersFound,
    HelperTook,
    MentorTexted,
    SeekHelpers,
    SeekTexters,
    TextersFound,
)
from warmline.conversation.state import Claimed, Conversation, Offering
from warmline.ids import MentorId

TAKER = -2  # a rung that no ladder has: whoever takes over is looked up by themselves
UNMET = timedelta(minutes=10)  # agreed for so long and nobody has come: the overseers hear of it
CALLS = 3  # how often a student is rung because they asked for it


def stepped(
    conv: Conversation,
    event: TextersFound | HelpersFound | HelperTook | HelpCalled,
    now: datetime,
) -> TextDecision:
    """Return the conversation after an event that only escalations know."""
    match event:
        case TextersFound():
            return taken_over(conv, event, now)
        case HelpersFound():
            return helpers_found(conv, event, now)
        case HelperTook():
            return took(conv, event)
        case HelpCalled():
            return called(conv, event, now)


def commanded(conv: Conversation, state: Claimed, now: datetime) -> TextDecision:
    """The mentor texted ESCALATE: they are asked for a summary; a second time calls it off."""
    match conv.escalation:
        case Agreed():
            return TextDecision(_tell(conv, state, "help_known"))
        case Writing(mentor=who) | Asked(mentor=who) if who == state.mentor:
            off = replace(conv, escalation=None).tell(now, "help_called_off")
            return TextDecision(_tell(off, state, "help_off"))
        case _:
            writing = replace(conv, escalation=Writing(state.mentor, state.number))
            writing = writing.tell(now, "help_asked", mentor=state.mentor, detail="by_text")
            return TextDecision(_tell(writing, state, "help_write"))


def is_writing(conv: Conversation, mentor: MentorId, number: int) -> bool:
    """Say whether a mentor's next words are the summary, and not for the student."""
    it = conv.escalation
    return isinstance(it, Writing) and (it.mentor, it.number) == (mentor, number)


def written(conv: Conversation, state: Claimed, event: MentorTexted) -> Conversation:
    """Keep the summary until the mentor says SEND; one that is too long is not kept."""
    if not event.fits or event.words is None:
        return _tell(conv, state, "help_long")
    kept = Writing(state.mentor, state.number, event.words)
    return _tell(replace(conv, escalation=kept), state, "help_kept")


def shown(conv: Conversation, state: Claimed) -> Conversation:
    """SEND: the student is shown the summary, and asked whether it may be told."""
    it = conv.escalation
    if not isinstance(it, Writing) or it.words is None:
        return _tell(conv, state, "help_write")
    asked = replace(conv, escalation=Asked(it.mentor, it.number, it.words))
    return _tell(asked.will(TellStudent("help_summary", it.words)), state, "help_asked")


def answered(conv: Conversation, says: str | None, now: datetime) -> TextDecision:
    """The student wrote; if that agrees to what they were asked, it is done.

    A bare yes may be an answer to something else, and a phone that rings unasked can do harm: only
    the words that we asked for count. Such a yes is asked about once, so that nobody waits for what
    they think has been told.
    """
    match conv.escalation:
        case Asked() as it if says == "agree":
            agreed = Agreed(it.mentor, now)
            conv = replace(conv, escalation=agreed).tell(now, "help_agreed")
            return TextDecision(conv, SeekHelpers(it.words, without=it.mentor))
        case Asked(again=False) as it if says == "unsure":
            again = replace(conv, escalation=replace(it, again=True))
            return TextDecision(again.will(TellStudent("help_unsure")))
        case Agreed() as it if says == "call":
            return TextDecision(_called_for(conv, it, now))
        case _:
            return TextDecision(conv)


def helpers_found(conv: Conversation, found: HelpersFound, now: datetime) -> TextDecision:
    """Tell whoever is on duty; the student and the mentor hear what comes next."""
    it = conv.escalation
    if not isinstance(it, Agreed):
        return TextDecision(conv)
    conv = replace(conv, escalation=replace(it, told=found.helpers))
    if found.helpers:
        told = (TellHelper(one.mentor, found.seek.words) for one in found.helpers)
        conv = conv.will(*told).tell(now, "help_told")
    conv = conv.will(TellStudent("help_agreed"))
    conv = _tell_holder(conv, "help_told" if found.helpers else "help_nobody")
    return TextDecision(conv)


def took(conv: Conversation, event: HelperTook) -> TextDecision:
    """A helper texted TAKEOVER: it is theirs, if their hands and one of our numbers are free."""
    if event.elsewhere:
        return TextDecision(conv.will(TellMentor(event.mentor, 0, "elsewhere")))
    if not may_take(conv, event.mentor):
        return TextDecision(conv.will(TellMentor(event.mentor, 0, "help_gone")))
    seek = SeekTexters(rung=TAKER, count=1, without=frozenset(), prefer=event.mentor)
    return TextDecision(conv, seek)


def may_take(conv: Conversation, mentor: MentorId) -> bool:
    """Say whether a helper may take the conversation over."""
    it = conv.escalation
    if not isinstance(it, Agreed) or it.met or not isinstance(conv.state, Claimed | Offering):
        return False
    return any(one.mentor == mentor for one in it.told)


def taken_over(conv: Conversation, found: TextersFound, now: datetime) -> TextDecision:
    """Give the conversation to the helper; whoever had it hears so, and is thanked."""
    it, helper = conv.escalation, found.seek.prefer
    if helper is None or not isinstance(it, Agreed) or not may_take(conv, helper):
        return TextDecision(conv)
    if not found.mentors:
        return TextDecision(conv.will(TellMentor(helper, 0, "elsewhere")))
    candidate, before = found.mentors[0], conv.state
    rung = next(one.rung for one in it.told if one.mentor == helper)
    if isinstance(before, Claimed):
        conv = _tell(conv, before, "help_taken").will(AskWrapUp(before.mentor, before.number))
        conv = asked_about(conv, before.mentor, before.number)
    thread = threads.new_thread(conv, candidate, rung, now)
    conv = threads.taken(conv.with_thread(thread), thread, now)
    claimed = Claimed(mentor=helper, number=thread.number, since=now, last_at=now, waits_since=now)
    conv = replace(
        conv,
        state=claimed,
        answered_by=helper,
        first_claim_at=conv.first_claim_at or now,
        escalation=replace(it, met=True),
    )
    conv = conv.will(
        TellStudent("help_taken"), SendRecent(helper, thread.number, conv.recent, shown=False)
    )
    conv = _tell(conv, claimed, "name_first" if thread.fenced else "claimed")
    return TextDecision(conv.tell(now, "help_taken", mentor=helper))


def called(conv: Conversation, event: HelpCalled, now: datetime) -> TextDecision:
    """A call that the student agreed to is over, or somebody has come to it."""
    it = conv.escalation
    if not isinstance(it, Agreed):
        return TextDecision(conv)
    match event.outcome:
        case "met":
            return TextDecision(replace(conv, escalation=replace(it, met=True)))
        case "over":
            return TextDecision(replace(conv, escalation=replace(it, ringing=False)))
        case "unanswered":
            missed = replace(conv, escalation=replace(it, ringing=False))
            if isinstance(conv.state, Claimed | Offering):
                missed = missed.will(TellStudent("help_missed"))
            return TextDecision(_tell_holder(missed, "help_missed"))
        case "unmet":
            unmet = replace(conv, escalation=replace(it, ringing=False))
            return TextDecision(_alarmed(unmet, now))


def due(conv: Conversation) -> datetime | None:
    """Return when the overseers must hear that nobody has come, UTC; None: need not."""
    it = conv.escalation
    if not isinstance(it, Agreed) or it.met or it.alarmed or it.ringing:
        return None
    return it.at + UNMET if it.told else it.at


def overdue(conv: Conversation, now: datetime) -> Conversation:
    """Tell coordinators and adviser, once, that an escalation has reached nobody."""
    at = due(conv)
    return conv if at is None or now < at else _alarmed(conv, now)


def closed(conv: Conversation, now: datetime) -> Conversation:
    """The conversation closes: what was only being asked is over, what nobody met is told now.

    No summary is kept, and none is sent any more.
    """
    if not isinstance(conv.escalation, Agreed):
        conv = replace(conv, escalation=None)
    elif due(conv) is not None:
        conv = _alarmed(conv, now, holder_told=False)
    return replace(
        conv,
        pending=tuple(
            it
            for it in conv.pending
            if it.started_at is not None
            or not isinstance(it.action, TellHelper | TellStudent)
            or (isinstance(it.action, TellStudent) and it.action.words is None)
        ),
    )


def stopped(conv: Conversation) -> Conversation:
    """The student wants nothing from us any more: their phone is not rung either."""
    rest = tuple(
        it
        for it in conv.pending
        if it.started_at is not None or not isinstance(it.action, CallForHelp)
    )
    it = conv.escalation
    if len(rest) < len(conv.pending) and isinstance(it, Agreed):
        conv = replace(conv, escalation=replace(it, ringing=False))
    return replace(conv, pending=rest)


def without(conv: Conversation, mentor: MentorId) -> Conversation:
    """Somebody may no longer be asked: they can take nothing over."""
    it = conv.escalation
    if not isinstance(it, Agreed):
        return conv
    told = tuple(one for one in it.told if one.mentor != mentor)
    return replace(conv, escalation=replace(it, told=told))


def asked_about(conv: Conversation, mentor: MentorId, number: int) -> Conversation:
    """Ask the mentor who sought help what became of it, once, after their wrap-up."""
    it = conv.escalation
    if not isinstance(it, Agreed) or it.mentor != mentor or mentor in conv.helped:
        return conv
    asked = replace(conv, helped=(*conv.helped, mentor))
    return asked.will(TellMentor(mentor, number, "help_outcome"))


def _called_for(conv: Conversation, it: Agreed, now: datetime) -> Conversation:
    """Have the student rung, unless that goes on already or has been tried too often."""
    if it.ringing:
        return conv
    if it.calls >= CALLS:
        return conv.will(TellStudent("help_no_call"))
    if isinstance(conv.state, Claimed):  # they speak: nobody is nudged for an answer meanwhile
        conv = replace(conv, state=replace(conv.state, waits_since=None, nudged=False))
    ringing = replace(it, calls=it.calls + 1, ringing=True)
    conv = replace(conv, escalation=ringing).will(TellStudent("help_ringing"))
    conv = _tell_holder(conv.will(CallForHelp(ringing.calls)), "help_ringing")
    return conv.tell(now, "help_call_asked")


def _alarmed(conv: Conversation, now: datetime, *, holder_told: bool = True) -> Conversation:
    it = conv.escalation
    if not isinstance(it, Agreed) or it.alarmed or it.met:
        return conv
    told = replace(conv, escalation=replace(it, alarmed=True), record_asked=False)
    told = told.will(TellOverseers("help_unanswered"))
    if holder_told:
        told = _tell_holder(told, "help_unanswered")
    return told.tell(now, "help_unanswered", detail="by_text")


def _tell(conv: Conversation, state: Claimed, what: MentorSentence) -> Conversation:
    return conv.will(TellMentor(state.mentor, state.number, what))


def _tell_holder(conv: Conversation, what: MentorSentence) -> Conversation:
    return _tell(conv, conv.state, what) if isinstance(conv.state, Claimed) else conv
