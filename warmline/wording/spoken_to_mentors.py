"""What a mentor hears: the whisper, the menu, how it goes on."""

from typing import Literal

from warmline.line import Line


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
