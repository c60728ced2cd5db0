"""What a safety phrase brings about in a conversation: a card, a mark, a word to the backup."""

from datetime import UTC, datetime, timedelta

from contact_world import a_line
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from warmline.conversation import actions as do
from warmline.conversation import events as ev
from warmline.conversation.state import (
    Claimed,
    Offering,
    Resting,
    Student,
    new_conversation,
)
from warmline.conversation.step import step
from warmline.ids import CampusSlug, ContactId, MentorId, NumberHash, Sealed
from warmline.ladder import is_desk

NOW = datetime(2026, 11, 4, 3, tzinfo=UTC)
MAYA, LUIS = MentorId("maya"), MentorId("luis")
CARD = do.TellStudent("safety")
LADDER = tuple(it for it in a_line().ladder if not is_desk(it))


def conversation():
    """Return a conversation that nothing has happened to."""
    return new_conversation(
        ContactId("northfield.1"),
        CampusSlug("northfield"),
        a_line(ladder=LADDER),
        "Brave Otter",
        Student(hash=NumberHash("s"), number=None),
        NOW,
    )


def texted(words="w", *, urgent=False):
    """Return that the student wrote."""
    return ev.StudentTexted("SM1", Sealed(words), Sealed("n"), urgent=urgent)


def after(conv, *events, free=(MAYA,), now=NOW):
    """Return the conversation after events; whoever is free is found, in this order."""
    for event in events:
        decision = step(conv, event, now)
        while decision.seek is not None:
            able = [it for it in free if it not in decision.seek.without][: decision.seek.count]
            found = tuple(ev.TextCandidate(it, "shift", 0) for it in able)
            decision = step(decision.contact, ev.TextersFound(decision.seek, found), now)
        conv = decision.contact
    return conv


def will(conv):
    """Return what is to be done, in order."""
    return [it.action for it in conv.pending]


def done(conv):
    """Return the conversation with everything performed."""
    return replace(conv, pending=())


def mark(mentor):
    """Return what marks a conversation for a mentor."""
    return do.TellMentor(mentor, 0, "urgent")


def claimed():
    """Return a conversation that Maya has."""
    wrote = ev.MentorTexted(MAYA, 0, "SM2", Sealed("hi"))
    return done(after(conversation(), texted(), wrote))


def test_a_first_text_is_offered_as_ever_and_then_marked():
    """A phrase in the first words changes nothing about the offer; what is due comes after."""
    plain = will(after(conversation(), texted()))
    marked = will(after(conversation(), texted(urgent=True)))
    assert marked == [*plain, mark(MAYA), CARD, do.TellBackups("urgent")]


def test_a_relayed_text_is_relayed_as_ever_and_then_marked():
    """A phrase in a talk reaches the mentor first and unchanged, and the mark after it."""
    marked = after(claimed(), texted("words", urgent=True))
    expected = [do.RelayToMentor(MAYA, 0, Sealed("words")), mark(MAYA), CARD]
    assert will(marked) == [*expected, do.TellBackups("urgent", without=MAYA)]
    assert replace(marked.state, last_at=NOW) == after(claimed(), texted("words")).state


def test_nobody_is_told_twice():
    """The card comes once in a conversation; so does the mark, and the word to the backup."""
    marked = done(after(claimed(), texted(urgent=True)))
    assert will(after(marked, texted(urgent=True))) == [do.RelayToMentor(MAYA, 0, Sealed("w"))]


def test_whoever_is_asked_later_sees_the_mark_with_the_offer():
    """A conversation that is handed on stays marked for the next mentor."""
    marked = done(after(claimed(), texted(urgent=True)))
    passed = after(marked, ev.MentorCommanded(MAYA, 0, "PASS"), free=(LUIS,))
    offers = [it for it in will(passed) if isinstance(it, do.Offer)]
    assert [it.mentor for it in offers] == [LUIS]
    assert will(passed).index(mark(LUIS)) == will(passed).index(offers[0]) + 1


def test_all_who_think_about_an_offer_see_the_mark():
    """A phrase that comes while mentors have the offer is marked for each of them."""
    both = replace(LADDER[0], ring="together")
    conv = replace(conversation(), ladder=(both,))
    offered = done(after(conv, texted(), free=(MAYA, LUIS)))
    marked = will(after(offered, texted(urgent=True)))
    assert [mark(MAYA), mark(LUIS), CARD, do.TellBackups("urgent")] == marked


def test_a_conversation_without_a_reader_is_marked_for_the_first_who_comes():
    """While nobody can be asked the card goes out at once, and the mark with the next offer."""
    waiting = after(conversation(), texted(urgent=True), free=())
    assert CARD in will(waiting)
    assert isinstance(waiting.state, Offering)
    again = waiting.state.next_at
    offered = after(done(waiting), ev.TextDeadlinePassed(), free=(LUIS,), now=again)
    assert mark(LUIS) in will(offered)
    assert CARD not in will(offered)


def test_a_closed_conversation_is_not_marked_when_it_opens_again():
    """Thanks are not urgent because of last night; a new phrase is, without a new card."""
    marked = done(after(claimed(), texted(urgent=True)))
    closed = done(after(marked, ev.MentorCommanded(MAYA, 0, "DONE")))
    assert isinstance(closed.state, Resting)
    assert closed.urgency == "none"
    thanks = will(after(closed, texted("thanks")))
    assert mark(MAYA) not in thanks
    again = will(after(closed, texted(urgent=True)))
    assert mark(MAYA) in again
    assert do.TellBackups("urgent") in again
    assert CARD not in again


def test_what_is_kept_of_it_is_that_it_was_so():
    """The history says that a conversation was urgent; never why."""
    marked = after(claimed(), texted(urgent=True))
    kinds = [it.kind for it in marked.news]
    assert kinds.count("text_urgent") == 1
    assert [it.detail for it in marked.news if it.kind == "text_urgent"] == [None]


def test_a_student_who_said_stop_gets_no_card():
    """A stop word that comes behind a phrase silences the card too."""
    stopped = after(after(claimed(), texted(urgent=True)), ev.StudentStopped())
    assert CARD not in will(stopped)


@given(
    st.lists(
        st.tuples(st.sampled_from(["student", "maya", "done", "pass", "late"]), st.booleans()),
        max_size=12,
    )
)
def test_a_phrase_changes_nothing_else(said):
    """With and without phrases the same people have it, are asked, and get the same words."""
    plain = urgent = conversation()
    now = NOW
    for who, is_urgent in said:
        now += timedelta(seconds=30)
        plain = after(plain, event(who, False), free=(MAYA, LUIS), now=now)
        urgent = after(urgent, event(who, is_urgent), free=(MAYA, LUIS), now=now)
    assert plain.state == urgent.state
    assert plain.threads == urgent.threads
    assert will(plain) == [it for it in will(urgent) if not is_of_urgency(it)]
    assert will(urgent).count(CARD) <= 1


def event(who, is_urgent):
    """Return what somebody does."""
    match who:
        case "student":
            return texted(urgent=is_urgent)
        case "maya":
            return ev.MentorTexted(MAYA, 0, "SM3", Sealed("yes"))
        case "done":
            return ev.MentorCommanded(MAYA, 0, "DONE")
        case "pass":
            return ev.MentorCommanded(MAYA, 0, "PASS")
        case _:
            return ev.TextDeadlinePassed()


def is_of_urgency(action):
    """Say whether an action is one that a phrase brings about."""
    match action:
        case do.TellStudent(what="safety") | do.TellMentor(what="urgent") | do.TellBackups():
            return True
        case _:
            return False


def test_a_claim_is_not_an_offer():
    """Who has taken a marked conversation is not told again that it is marked."""
    offered = done(after(conversation(), texted(urgent=True)))
    taken = after(offered, ev.MentorTexted(MAYA, 0, "SM2", Sealed("hi")))
    assert isinstance(taken.state, Claimed)
    assert mark(MAYA) not in will(taken)
