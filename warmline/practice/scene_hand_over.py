"""A colleague is consulted in the call, and the student is then left with them."""

from warmline.practice import common
from warmline.practice import moments as m
from warmline.practice.scenario import Check, Cue, Scenario, Step, before, came
from warmline.practice.scene_hard import ANSWER_GUEST

HAND_OVER = Scenario(
    slug="hand-over",
    title="A hand-over",
    about="You know this student from class. Bring a colleague in, then leave the two together.",
    before=(
        "First bring the colleague in: tell the student, then star and 1.",
        "Once the three of you have spoken, star and 2 leaves the student with your colleague.",
        "Never simply hang up: the student should hear who stays.",
    ),
    steps=(
        *common.CALLS,
        *ANSWER_GUEST,
        common.LEFT,
        Step("student", "hangup", m.you_took, 240, unless=m.student_left),
    ),
    cues=(
        common.NOBODY,
        common.RINGS,
        Cue(
            m.you_took,
            "They say: “Wait, are you not in my anatomy group?” Say honestly that you may know "
            "each other, and that a colleague can take over. Then press star, and 1.",
        ),
        Cue(
            m.you_asked,
            "Somebody is being rung for you. Press star to be with the student meanwhile.",
        ),
        Cue(
            m.help_came,
            "The three of you hear each other. Introduce them, say what matters, say goodbye to "
            "the student. Then press star, and 2.",
        ),
        Cue(m.handed_over, "Your student is with your colleague. Well done."),
        Cue(
            m.you_left,
            "You are out of the call. Answer the texts: the wrap-up, such as 1 7 4>2, and H1 to "
            "H4 for what became of the help. Both fit in one: 1 7 4>2 H1.",
        ),
        common.GIVEN_UP,
    ),
    checks=(
        common.TOOK_IT,
        Check(
            "Asked for a colleague: star, then 1 or 2",
            "Stepping back is care as well: a student cannot speak freely to a classmate.",
            before(m.you_asked, m.first_of_moments(m.you_left, m.student_left)),
        ),
        Check(
            "Waited until the colleague was in the call",
            "The student hears the new voice while yours is still there.",
            before(m.help_came, m.first_of_moments(m.you_left, m.student_left)),
        ),
        Check(
            "Left by star and 2, not by hanging up",
            "A line that goes dead feels like being dropped, whatever was meant.",
            before(m.handed_over, m.student_left),
        ),
        common.WRAPPED_UP,
        Check(
            "Said what became of the help (H1 to H4)",
            "The coordinator learns whether the backup is really reachable at night.",
            came(m.help_told),
        ),
    ),
    over=common.over_once(m.wrapped_up, m.help_told),
    ask_yourself=(
        "Did the student agree to the colleague before I pressed star?",
        "Did I say in one sentence what my colleague needs to know, and no more?",
    ),
    minutes=4,
)
