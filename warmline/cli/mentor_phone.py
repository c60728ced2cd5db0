"""`warmline mentor phone` and `verify`: a changed number is rung once its owner has sent a code."""

import click

from warmline.cli.failures import told
from warmline.cli.people import common, number_from, office
from warmline.errors import PlanError


@click.command()
@click.argument("name")
@click.option("--number", metavar="E164", help="The number; without it, asked for unseen.")
@click.option("--again", is_flag=True, help="Send the number that waits a new code.")
@click.option("--withdraw", is_flag=True, help="Give up the number that waits.")
@common
def phone(
    name: str,
    number: str | None,
    again: bool,
    withdraw: bool,
    campus: str | None,
    as_json: bool,
) -> None:
    """Give NAME a phone. A changed one is texted a code, and rung once that has come back."""
    with told(), office(campus) as at:
        if sum((again, withdraw, number is not None)) > 1:
            raise click.UsageError("Give one of --number, --again and --withdraw.")
        it, records = at.find(name), at.parts.records
        if again:
            records.ask_again(at.campus, it.mentor.id, **at.said)
        elif withdraw:
            records.withdraw_number(at.campus, it.mentor.id, **at.said)
        else:
            given = number_from(number, f"{it.mentor.name}'s phone")
            records.give_number(at.campus, it.mentor.id, given, **at.said)
        at.tell(it.mentor.name, as_json=as_json)
        if at.find(it.mentor.name).mentor.new_phone_hash and not as_json:
            click.echo(
                "The new number is texted a code, good for 15 minutes. Until it comes back by "
                "text, or by: warmline mentor verify, the old number is rung."
            )


@click.command()
@click.argument("name")
@click.argument("code")
@common
def verify(name: str, code: str, campus: str | None, as_json: bool) -> None:
    """Take the CODE that NAME has read out to you: the new number is rung from now on."""
    with told(), office(campus) as at:
        it = at.find(name)
        digits = "".join(letter for letter in code if letter.isdigit())
        answer = at.parts.records.answer_code(at.campus, it.mentor.id, digits, **at.said)
        if answer.verdict != "confirmed":
            raise PlanError(_WHY[answer.verdict].format(name=it.mentor.name, left=answer.left))
        at.tell(it.mentor.name, as_json=as_json)


_WHY = {
    "wrong": "that is not the code; {left} tries are left",
    "used_up": "five tries are used up; for a new code: warmline mentor phone NAME --again",
    "expired": "the code has expired; for a new one: warmline mentor phone NAME --again",
    "nothing": "no new number of {name}'s waits for a code",
    "taken": "the new number is somebody else's by now; give another",
}
COMMANDS = (phone, verify)
