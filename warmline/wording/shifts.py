"""What mentors and coordinators are texted about shifts, covers and swaps."""

from datetime import datetime

from warmline.line import Line
from warmline.wording.fitting import _fitting, text_time


def off_until_text(line: Line, when: str) -> str:
    """Answer OFF with a time, which is said back."""
    return f"{line.name}: you are off duty until {when}, then on again by yourself. ON ends it."


def off_unread_text(line: Line) -> str:
    """Ask back about an OFF whose time we cannot read."""
    return (
        f"{line.name}: until when? Text OFF 2h, OFF until 9pm or OFF until fri 7pm. "
        "Nothing was changed."
    )


def on_timed_text(line: Line) -> str:
    """Answer ON with a time, which ON does not take."""
    return f"{line.name}: you are on duty. ON takes no time: text OFF when you stop."


def on_confirmed_text(line: Line, when: str) -> str:
    """Answer an ON that confirms a shift."""
    return f"{line.name}: thank you, confirmed for {when}. OFF takes you off."


def off_told_text(line: Line, name: str, when: str, *, alone: bool) -> str:
    """Tell coordinators that somebody is off duty during a shift of theirs."""
    left = " Nobody else is on then." if alone else ""
    return f"{line.name}: {name} has texted OFF and misses {when}.{left}"


def switched_text(line: Line, name: str, mode: str, until: datetime | None) -> str:
    """Tell coordinators that somebody has paused a line, set a surge, or put it back."""
    when = text_time(until, line.timezone) if until else ""
    if mode == "pause":
        return f"{line.name}: {name} paused the line until {when}. Open calls and texts go on."
    if mode == "surge":
        return f"{line.name}: {name} set a surge until {when}. More mentors are rung."
    return f"{line.name}: {name} put the line back to normal. Calls go by the plan."


def switch_over_text(line: Line, mode: str, at: datetime) -> str:
    """Tell coordinators that a pause or a surge has ended by itself."""
    when = text_time(at, line.timezone)
    return f"{line.name}: the {mode} ended by itself, {when}. Calls go by the plan again."


def surge_asked_text(line: Line, until: datetime) -> str:
    """Tell a mentor whom a surge has rung beyond the plan; they may say no."""
    when = text_time(until, line.timezone)
    return f"{line.name} is very busy: you may be rung until {when}. If you cannot: OFF 12h."


def check_in_text(line: Line, when: str) -> str:
    """Ask a mentor, before a shift, whether they are there."""
    return f"{line.name}: you are on {when}. Text ON to confirm. If you cannot: OFF, or COVER."


def unconfirmed_text(line: Line, name: str, when: str) -> str:
    """Tell coordinators and backups that a shift begins and its mentor has not answered."""
    return f"{line.name}: {name} has not confirmed {when}. Without ON they are rung last."


def confirmed_late_text(line: Line, name: str, when: str) -> str:
    """Tell coordinators and backups that a mentor has confirmed after all."""
    return f"{line.name}: {name} has confirmed {when} now. All is well."


def uncovered_text(line: Line, name: str, when: str, *, alone: bool) -> str:
    """Tell coordinators, before a shift, that its mentor is off duty."""
    left = " Nobody else is on then." if alone else ""
    return f"{line.name}: {name} is off duty, but on the plan {when}.{left}"


def unreminded_text(line: Line, name: str, when: str) -> str:
    """Tell coordinators that a mentor who cannot be texted has a shift soon."""
    return f"{line.name}: {name} is on {when} but has texted STOP. Please ring them."


def errand_later_text(line: Line, command: str) -> str:
    """Tell a mentor that what they asked for takes longer than usual."""
    return f"{line.name}: {command} takes longer than usual. We keep at it: no need to text again."


def errand_failed_text(line: Line, command: str) -> str:
    """Tell a mentor that what they asked for was not done."""
    return f"{line.name}: {command} could not be done. Nothing was changed. Please try again."


def turn_unread_text(line: Line, command: str) -> str:
    """Ask back about a SWAP or COVER whose shift we cannot read."""
    return (
        f"{line.name}: which shift? Text {command} for your list, {command} 2 or "
        f"{command} fri 7pm. Nothing was done."
    )


def shifts_text(line: Line, rows: list[str], zone_name: str | None) -> str:
    """Answer SHIFTS: the next few, numbered; two segments at most."""
    if not rows:
        return f"{line.name}: you have no shift coming up."
    zone = f" ({zone_name})" if zone_name else ""
    return _fitting(f"{line.name}, your shifts{zone}:", rows)


def which_turn_text(line: Line, verb: str, rows: list[str]) -> str:
    """Show which shifts could be offered, numbered; two segments at most."""
    return _fitting(f"{line.name}: {verb} which? Text {verb} and its number.", rows)


def nothing_to_offer_text(line: Line) -> str:
    """Answer a SWAP or COVER of somebody who has no shift to come."""
    return f"{line.name}: you have no shift coming up that could be handed on."


def offered_already_text(line: Line, verb: str, offer: str) -> str:
    """Answer a SWAP or COVER of a shift that is offered already."""
    return f"{line.name}: that shift is offered already. {verb} {offer} OFF takes it back."


def nobody_to_ask_text(line: Line, when: str) -> str:
    """Tell a mentor that nobody could take their shift."""
    return f"{line.name}: nobody can be asked about {when}. Still yours; coordinators know."


def nobody_to_ask_told_text(line: Line, name: str, when: str) -> str:
    """Tell coordinators that a mentor wants to hand a shift on and nobody could take it."""
    return f"{line.name}: {name} cannot do {when} and nobody can be asked. Please look."


def offered_text(line: Line, offer: str, when: str, verb: str, count: int) -> str:
    """Tell a mentor that their shift is offered, and how to take it back."""
    to = f"to {count}" if count > 1 else "to one person"
    return f"{line.name}: {when} is offered {to}. Yours until taken. {verb} {offer} OFF undoes it."


def cover_asked_text(line: Line, name: str, when: str, offer: str) -> str:
    """Ask somebody to take a shift over."""
    return f"{line.name}: can you cover {when} for {name}? Text COVER {offer} to take it."


def swap_asked_text(line: Line, name: str, when: str, offer: str) -> str:
    """Ask somebody to swap shifts."""
    return f"{line.name}: {name} would swap {when}. Text SWAP {offer} to see for which of yours."


def cover_yours_text(line: Line, name: str, when: str) -> str:
    """Tell whoever accepted first that the shift is theirs."""
    return f"{line.name}: {when} is yours. Thank you for covering {name}."


def covered_text(line: Line, name: str, when: str) -> str:
    """Tell a mentor that somebody has taken their shift."""
    return f"{line.name}: {name} covers {when} for you. You are off the plan then."


def covered_told_text(line: Line, by: str, name: str, when: str) -> str:
    """Tell coordinators who covers for whom."""
    return f"{line.name}: {by} covers {when} for {name}."


def has_it_text(line: Line, offer: str, name: str) -> str:
    """Tell a late answer who was first."""
    return f"{line.name}: {name} has {offer}. Thank you for offering."


def yours_already_text(line: Line, when: str) -> str:
    """Tell whoever has a shift, and answers again, that they have it."""
    return f"{line.name}: {when} is yours already. Thank you."


def no_longer_offered_text(line: Line, offer: str) -> str:
    """Tell a late answer that the offer is over."""
    return f"{line.name}: {offer} is no longer offered. Thank you."


def unknown_code_text(line: Line, offer: str) -> str:
    """Answer a code that nobody was given."""
    return f"{line.name}: no offer is called {offer}. Look at the code, and text it again."


def other_kind_text(line: Line, offer: str, verb: str) -> str:
    """Answer a code with the other command than it was given for."""
    return f"{line.name}: {offer} is a {verb}. Text {verb} {offer}."


def noted_text(line: Line) -> str:
    """Answer somebody who declines."""
    return f"{line.name}: noted, not you. Thank you."


def cannot_take_text(line: Line, obstacle: str) -> str:
    """Tell somebody why they cannot take a shift."""
    return f"{line.name}: you cannot take this one: {obstacle}."


def refused_text(line: Line) -> str:
    """Tell somebody that the plan would not take a change."""
    return f"{line.name}: the plan does not allow that now. Nothing was changed; ask a coordinator."


def plan_changed_text(line: Line, offer: str, when: str) -> str:
    """Tell both sides that an offered shift is not as it was."""
    return f"{line.name}: the plan has changed, {when} is no longer offered ({offer})."


def taken_back_text(line: Line, offer: str, when: str) -> str:
    """Tell a mentor that their offer is taken back."""
    return f"{line.name}: {offer} is taken back. {when} stays yours."


def lapsed_text(line: Line, when: str) -> str:
    """Tell a mentor that nobody took their shift."""
    return f"{line.name}: nobody could take {when}. It is still yours; the coordinators know."


def lapsed_told_text(line: Line, name: str, when: str) -> str:
    """Tell coordinators that nobody took a shift that was offered."""
    return f"{line.name}: {name} offered {when} and nobody took it. It is still theirs."


def your_offer_text(line: Line, verb: str, offer: str, when: str, rows: list[str]) -> str:
    """Tell a mentor how their own offer stands; two segments at most."""
    if not rows:
        return f"{line.name}: you offer {when}. Nobody has it yet. {verb} {offer} OFF undoes it."
    head = f"{line.name}: for {when} you could have"
    return _fitting(head, rows, f"Text {verb} {offer} 1.", numbered=False)


def nothing_to_give_text(line: Line, when: str) -> str:
    """Tell somebody that none of their shifts fits a swap."""
    return f"{line.name}: none of your shifts can be swapped with {when}. Thank you."


def swap_choices_text(line: Line, name: str, when: str, rows: list[str], offer: str) -> str:
    """Show somebody which of their shifts they could give, numbered; two segments at most."""
    return _fitting(f"{line.name}: for {when} of {name} give", rows, f"Text SWAP {offer} 1.")


def swap_proposed_text(line: Line, name: str, when: str) -> str:
    """Tell somebody that their proposal is on its way."""
    return f"{line.name}: {name} is asked whether they take {when}. You hear from us."


def swap_bid_text(line: Line, name: str, when: str, offer: str, number: int) -> str:
    """Tell a mentor what somebody would give for their shift."""
    return f"{line.name}: {name} would give {when}. Text SWAP {offer} {number} to agree."


def bid_gone_text(line: Line, name: str, offer: str) -> str:
    """Tell a mentor that a proposal does not stand any more."""
    return f"{line.name}: {name} cannot swap that any more. SWAP {offer} shows what is left."


def swapped_text(line: Line, name: str, yours: str, theirs: str) -> str:
    """Tell each side of a swap what they have now."""
    return f"{line.name}: swapped. You have {yours}, {name} has {theirs}."


def swapped_told_text(line: Line, name: str, yours: str, by: str, theirs: str) -> str:
    """Tell coordinators of a swap."""
    return f"{line.name}: swapped. {name} has {yours}, {by} has {theirs}."
