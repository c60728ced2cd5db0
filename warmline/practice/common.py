"""What several scenarios share: a student who calls and does not wait for ever, usual checks."""

from datetime import datetime

from warmline.practice import moments as m
from warmline.practice.night import Night
from warmline.practice.scenario import Check, Cue, Step, Verdict, within

RING_SECONDS = 30.0
PATIENCE = 70.0  # seconds after which a student of the practice gives up
WRAP_UP_SECONDS = 120.0

CALLS = (
    Step("student", "dial", m.began, 1),
    Step("student", "hangup", m.student_called, PATIENCE, unless=m.you_took),
)

# Whoever is left alone on the line does not wait there for ever.
LEFT = Step("student", "hangup", m.you_left, 12, unless=m.student_left)

NOBODY = Cue(
    lambda night: m.later(m.student_called, 30)(night) if night.you is None else None,
    "No mentor's phone was rung. Perhaps nobody is on the plan now, or all of them rest: after "
    "HARD that is half an hour. Choose another scenario, or wait.",
)
RINGS = Cue(m.you_rang, "Your phone rings. Answer it, hear the question, and press 1.")
GIVEN_UP = Cue(
    lambda night: m.student_left(night) if night.you and m.you_took(night) is None else None,
    "The student has given up. Look at the checklist, and try again.",
)
WRAP_UP = Cue(
    m.you_left,
    "The call is over. A text asks for a wrap-up: open Texts on your phone and answer with "
    "numbers, such as 1 7 4>2.",
)

TOOK_IT = Check(
    "Took the call: pressed 1 within 30 seconds of the first ring",
    "A student who waits counts the seconds. Without the 1 the next phone is tried, so that no "
    "voicemail box ever gets a student.",
    within(m.you_said_yes, m.you_rang, RING_SECONDS),
)
WRAPPED_UP = Check(
    "Sent the wrap-up within two minutes",
    "The programme lives on these counts, and they fade: numbers only, no names and no words.",
    within(m.wrapped_up, m.first_of_moments(m.you_left, m.colleague_left), WRAP_UP_SECONDS),
)


def hung_up_last(night: Night) -> Verdict:
    """Judge that you were there until the student ended the call."""
    gone, left = m.student_left(night), m.you_left(night)
    if m.you_took(night) is None:
        return None if gone is None else False
    if left is None:
        return True if gone is not None else None
    return gone is not None and gone <= left


def gave_up(night: Night) -> datetime | None:
    """Say when a student whose call you did not take has gone."""
    return m.later(m.student_left, 2)(night) if m.you_took(night) is None else None


def over_once(*told: m.Moment) -> m.Moment:
    """Return the moment when nothing is left to do: all told, or long enough after the call."""
    return m.first_of_moments(
        m.later(m.all_of_moments(m.you_left, *told), 3),
        m.later(m.you_left, WRAP_UP_SECONDS),
        gave_up,
    )
