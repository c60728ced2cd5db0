"""Your own voicemail box answers; what the student notices of it, and why there is a 1."""

from datetime import datetime

from warmline.practice import common
from warmline.practice import moments as m
from warmline.practice.night import Night
from warmline.practice.scenario import Check, Cue, Scenario, Step, Verdict, within

BOX_AFTER = "voicemail after 5"


def _never_in_a_box(night: Night) -> Verdict:
    """Judge that the box answered, and the student went on to a person instead."""
    if m.box_answered(night) is None:
        return False if m.you_took(night) is not None or m.student_left(night) else None
    return m.you_took(night) is None


def _stayed_with_them(night: Night) -> Verdict:
    """Judge that the colleague's phone was up until the student's went down."""
    gone, left = m.student_left(night), m.colleague_left(night)
    if m.colleague_took(night) is None:
        return None if gone is None else False
    if left is None:
        return True if gone is not None else None
    return gone is not None and gone <= left


def _over(night: Night) -> datetime | None:
    if m.colleague_took(night) is None:
        return m.later(m.student_left, 2)(night)
    return m.first_of(
        m.later(m.wrapped_up, 3)(night),
        m.later(m.colleague_left, common.WRAP_UP_SECONDS)(night),
    )


VOICEMAIL = Scenario(
    slug="voicemail",
    title="Your voicemail answers",
    about="Your phone is in your coat, and its voicemail picks up. See what the student notices.",
    before=(
        "This time leave your phone alone: its voicemail answers after five seconds.",
        "Watch the student's phone meanwhile. That is what they hear.",
        "Then be your colleague: the next phone that rings is in your hand.",
    ),
    steps=(
        Step("mentors", "behaviour", m.began, 0, BOX_AFTER),
        Step("student", "dial", m.began, 1),
        Step("mentors", "behaviour", m.you_rang, 0, "rings"),
        Step("student", "hangup", m.student_called, 120, unless=m.colleague_took),
        Step("student", "hangup", m.colleague_took, 15, unless=m.student_left),
    ),
    cues=(
        common.NOBODY,
        Cue(m.you_rang, "Your phone rings. Leave it: do not answer. Watch the student's phone."),
        Cue(
            m.box_answered,
            "Your voicemail has answered. It hears “press 1” and presses nothing, so it is not "
            "given the student: they are still being told that somebody is found.",
        ),
        Cue(
            m.colleague_rang,
            "The next mentor's phone rings. Answer it, hear the question, and press 1.",
        ),
        Cue(
            m.colleague_took,
            "The student is with a person, and never heard your voicemail. Talk until they go.",
        ),
        Cue(
            m.colleague_left,
            "The call is over. Answer the text on the phone that took it: numbers, such as 1 4>2.",
        ),
        Cue(
            lambda night: m.student_left(night) if m.colleague_took(night) is None else None,
            "The student has given up. Look at the checklist, and try again.",
        ),
    ),
    checks=(
        Check(
            "The voicemail got the call, and not the student",
            "A box cannot press 1. A student who tells their worst night to a tape waits for "
            "nobody.",
            _never_in_a_box,
        ),
        Check(
            "The next phone was taken: 1 within 30 seconds of its ring",
            "Every phone that lets it ring adds to one student's wait; yours cost them half a "
            "minute tonight.",
            within(m.colleague_said_yes, m.colleague_rang, common.RING_SECONDS),
        ),
        Check(
            "Stayed until the student ended the call",
            "They have waited twice; they decide when it is enough.",
            _stayed_with_them,
        ),
        common.WRAPPED_UP,
    ),
    over=_over,
    ask_yourself=(
        "How long did the student wait because of the first phone?",
        "Is the line's number saved on my phone, so that it rings through at night?",
        "Would I have texted OFF if I had known that I could not answer?",
    ),
)
