"""A call that is more than one peer should carry alone: star, and then somebody joins."""

from warmline.practice import common
from warmline.practice import moments as m
from warmline.practice.scenario import Check, Cue, Scenario, Step, before, came, within

ASK_WITHIN = 90.0
ANSWER_GUEST = (
    Step("backup", "answer", m.help_rang, 4),
    Step("backup", "press", m.help_rang, 8, "1"),
)

HARD = Scenario(
    slug="hard",
    title="A hard call",
    about="The student says what frightens you both. You are not meant to carry it alone.",
    before=(
        "Tell the student that you would like somebody else in, and why; then press star.",
        "You hear a menu: 1 brings somebody in, 2 hands over. The student is kept company.",
        "Star again takes you back at once; the ringing goes on.",
    ),
    steps=(
        *common.CALLS,
        common.LEFT,
        *ANSWER_GUEST,
        Step("student", "hangup", m.help_came, 25, unless=m.student_left),
        Step("student", "hangup", m.you_took, 180, unless=m.help_came),
    ),
    cues=(
        common.NOBODY,
        common.RINGS,
        Cue(m.you_took, "The student cries. Let them know that you are there, and listen."),
        Cue(
            m.later(m.you_took, 8),
            "They say: “I have the pills here. I do not know why I called.” Ask plainly about "
            "suicide. Tell them whom you want to bring in. Then press star, and 1.",
        ),
        Cue(
            m.you_asked,
            "Somebody is being rung for you. Stay and hear how it goes, or press star to be with "
            "the student meanwhile.",
        ),
        Cue(
            m.help_came,
            "Your colleague is in the call. Introduce the two, say what you know with the student "
            "listening, and stay until the student ends the call.",
        ),
        Cue(
            m.you_left,
            "The call is over. Answer the texts: the wrap-up with HARD in it, such as "
            "6 5>3 HARD, and H1 to H4 for what became of the help.",
        ),
        common.GIVEN_UP,
    ),
    checks=(
        common.TOOK_IT,
        Check(
            "Asked for help in the call: star, then 1 or 2, within a minute and a half",
            "Help that is asked for while the student is still talking comes in time.",
            within(m.you_asked, m.you_took, ASK_WITHIN),
        ),
        Check(
            "Were still there when help came",
            "A warm hand never leaves before the next one is felt.",
            before(m.help_came, m.first_of_moments(m.you_left, m.student_left)),
        ),
        Check(
            "Let the student end the call",
            "Whoever hangs up first decides for the other; after such words it is not you.",
            common.hung_up_last,
        ),
        common.WRAPPED_UP,
        Check(
            "Sent HARD",
            "You rest for half an hour, and somebody asks how you are. Nobody else will ask first.",
            came(m.was_hard),
        ),
    ),
    over=common.over_once(m.wrapped_up, m.was_hard),
    ask_yourself=(
        "Did I ask about suicide in plain words?",
        "Did the student know whom I was bringing in before I pressed star?",
        "What do I need now, after this?",
    ),
    minutes=4,
)
