"""A conversation by text in which the student writes what a safety phrase finds."""

from warmline.practice import common
from warmline.practice import moments as m
from warmline.practice import text_moments as t
from warmline.practice.scenario import Check, Cue, Scenario, Step, before, never, within

FIRST = "I cannot sleep before boards. Everybody else seems fine"
HEAVY = "some nights i want to die"
ANSWER = "no plan. i am safe tonight. thank you for asking me straight"
BETTER = "i think i can sleep now. thank you"
CLAIM_WITHIN, READ_WITHIN = 120.0, 120.0  # seconds
LONGEST = 900.0

REPLY = t.reply_after(m.began)
HEAVY_CAME = t.reached_you(HEAVY)
REPLY_TO_HEAVY = t.reply_after(HEAVY_CAME)
ANSWER_CAME = t.reached_you(ANSWER)
REPLY_TO_ANSWER = t.reply_after(ANSWER_CAME)
BETTER_CAME = t.reached_you(BETTER)

TEXT = Scenario(
    slug="text",
    title="A text with heavy words",
    about="A conversation by text. In the middle of it stands a sentence that you must not miss.",
    before=(
        "Open Texts on your phone. The first mentor to answer has the conversation.",
        "“Marked urgent” is a hint, not a verdict. Read closely, and ask plainly.",
        "End with DONE. Never text STOP, END, CANCEL or QUIT: phone companies read these.",
    ),
    begins_with="A text comes in a moment: open Texts on the mentors' phones.",
    steps=(
        Step("student", "text", m.began, 1, FIRST),
        Step("student", "text", REPLY, 8, HEAVY),
        Step("student", "text", REPLY_TO_HEAVY, 8, ANSWER),
        Step("student", "text", REPLY_TO_ANSWER, 8, BETTER),
    ),
    cues=(
        Cue(
            t.offered,
            "Your phone has a text: a codename and the student's first words. Answer it in your "
            "own words to take it, at the number that it came from.",
        ),
        Cue(REPLY, "Your words have reached the student. Wait for what they write."),
        Cue(
            HEAVY_CAME,
            "Read that again. Answer soon, and ask in plain words whether they think of suicide "
            "and whether they are safe now.",
        ),
        Cue(REPLY_TO_HEAVY, "You asked. Wait for the answer."),
        Cue(ANSWER_CAME, "They have answered. Say something kind about their telling you."),
        Cue(REPLY_TO_ANSWER, "Let them come to an end."),
        Cue(BETTER_CAME, "They can sleep. Say goodbye in a text, then text DONE."),
        Cue(
            t.done,
            "The conversation is closed. Answer the wrap-up: numbers, such as 1 6 4>2. Add HARD "
            "if it was.",
        ),
    ),
    checks=(
        Check(
            "Took the conversation within two minutes",
            "Somebody who writes at night watches the screen; unanswered, they put it away.",
            within(REPLY, t.offered, CLAIM_WITHIN),
        ),
        Check(
            "Answered the heavy sentence within two minutes",
            "The worst silence comes after the bravest sentence.",
            within(REPLY_TO_HEAVY, HEAVY_CAME, READ_WITHIN),
        ),
        Check(
            "Was still there for the answer, and wrote back",
            "Whoever was asked about suicide and answered must not be met by nothing.",
            before(REPLY_TO_ANSWER, t.done),
        ),
        Check(
            "Sent no word that phone companies read as stop",
            "STOP, END, CANCEL and QUIT cut your phone off from the line in the middle of a talk.",
            never(t.stop_word, t.done),
        ),
        Check(
            "Ended with DONE, after the student had come to an end",
            "An end that is said is kind; a conversation that only stops leaves them waiting.",
            before(BETTER_CAME, t.done),
        ),
        Check(
            "Sent the wrap-up within two minutes",
            "The programme lives on these counts, and they fade: numbers only, no names.",
            within(t.wrapped_up, t.done, common.WRAP_UP_SECONDS),
        ),
    ),
    over=m.first_of_moments(
        m.later(t.wrapped_up, 3),
        m.later(t.done, common.WRAP_UP_SECONDS),
        m.later(m.began, LONGEST),
    ),
    ask_yourself=(
        "Did I ask in plain words, or around it?",
        "Would I have seen that sentence without the mark?",
        "Did I promise anything that I cannot keep?",
    ),
    minutes=5,
)
