"""A student who says nothing, and gives a sign by a key after a while."""

from warmline.practice import common
from warmline.practice import moments as m
from warmline.practice.scenario import Check, Cue, Scenario, Step, before

SILENCE = 30.0  # seconds before the first sign

QUIET = Scenario(
    slug="quiet",
    title="A quiet caller",
    about="Somebody calls and says nothing at all. What you do with the silence is the help.",
    before=(
        "Some students cannot speak: somebody is in the room, or there are no words yet.",
        "Say who you are, that there is time, and that one key is a yes and two are a no.",
        "Do not fill the silence, and do not hang up.",
    ),
    steps=(
        *common.CALLS,
        common.LEFT,
        Step("student", "press", m.you_took, SILENCE, "5", unless=m.student_left),
        Step("student", "press", m.student_pressed, 12, "55", unless=m.you_left),
        Step("student", "hangup", m.student_pressed, 26, unless=m.student_left),
    ),
    cues=(
        common.NOBODY,
        common.RINGS,
        Cue(
            m.you_took,
            "The student is there and says nothing. Say aloud: “I am here. You do not have to "
            "speak. If you can, press any key once for yes, twice for no.” Then stay.",
        ),
        Cue(
            m.later(m.you_took, 16),
            "Still silent. Stay. From time to time say quietly that you are still there.",
        ),
        Cue(
            m.student_pressed,
            "A tone: the student has pressed a key. That is a yes. Ask one small question: "
            "“Is it safe where you are?”",
        ),
        Cue(
            m.later(m.student_pressed, 12.5),
            "Two tones: no. Ask what would make it safer, offer the crisis numbers, and let the "
            "student end the call.",
        ),
        common.WRAP_UP,
        common.GIVEN_UP,
    ),
    checks=(
        common.TOOK_IT,
        Check(
            "Stayed through the silence, until the student gave a sign",
            "The silent call that is hung up on is the one that is not made again.",
            before(m.student_pressed, m.first_of_moments(m.you_left, m.student_left)),
        ),
        Check(
            "Let the student end the call",
            "Somebody without words can still choose when it is enough, if you leave them that.",
            common.hung_up_last,
        ),
        Check(
            "Did not pass or step aside",
            "A pass is always allowed; with a silent caller it costs them a second greeting.",
            before(m.you_took, m.passed),
        ),
        common.WRAPPED_UP,
    ),
    over=common.over_once(m.wrapped_up),
    ask_yourself=(
        "Did I say how to press a key, and what one and two mean?",
        "How long did I bear the silence before I spoke again?",
    ),
)
