"""`warmline account`: who signs in at the console; a mentor needs none, only their phone."""

import getpass

import click

from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.tables import campus_option
from warmline.errors import PlanError
from warmline.passwords import hash_password
from warmline.store.records.accounts import Account


@click.group()
def account() -> None:
    """Make, list and remove accounts for the console."""


@account.command()
@click.argument("name")
@click.option("--login", required=True, help="What they type, or the address the campus knows.")
@click.option("--campus-sign-on", is_flag=True, help="No password: only through the campus.")
@campus_option
def add(name: str, login: str, campus_sign_on: bool, campus: str | None) -> None:
    """Give NAME, who is in the roster, a way in; asks for a password."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        mentors = parts.records.load_plan(slug).mentors
        found = [it for it in mentors if it.name.casefold() == name.strip().casefold()]
        if not found or not found[0].active:
            raise PlanError(f"there is nobody called {name} in the roster; load them first")
        kept = None
        if not campus_sign_on:
            password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
            kept = hash_password(password, name=name)
        wanted = Account(
            login=login.strip().casefold(), campus=slug, mentor=found[0].id, password_hash=kept
        )
        parts.records.save_account(wanted, actor=getpass.getuser(), now=parts.now())
        parts.live.end_sessions(slug, found[0].id)
        click.echo(f"{found[0].name} signs in as {wanted.login}; their roles are the roster's.")


@account.command("list")
@campus_option
def list_accounts(campus: str | None) -> None:
    """Show every account."""
    with told(), live.open_parts() as parts:
        found = parts.records.accounts(live.campus_of(parts, campus))
        for login, name, password in found:
            click.echo(f"  {login}  {name}  ({'password' if password else 'campus sign-on'})")
        if not found:
            click.echo("  none yet; make one with: warmline account add NAME --login NAME")


@account.command()
@click.argument("login")
def remove(login: str) -> None:
    """Remove an account; whoever is signed in with it is signed out."""
    with told(), live.open_parts() as parts:
        found = parts.records.account(login.strip().casefold())
        who = parts.records.remove_account(
            login.strip().casefold(), actor=getpass.getuser(), now=parts.now()
        )
        if found is not None:
            parts.live.end_sessions(found.campus, who)
        click.echo("Removed.")
