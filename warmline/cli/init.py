"""`warmline init`: from answers to a settings file; secrets are never shown and never arguments."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from warmline.cli.failures import told
from warmline.cli.private_file import write_privately
from warmline.errors import SettingsError
from warmline.settings import Settings
from warmline.settings.answers import (
    Question,
    completed,
    given_by,
    is_secret,
    questions,
    wrong_with,
    wrong_with_all,
)
from warmline.settings.file import NAMED_BY, as_text, read_file

_USUAL_FILE = "settings.env"
_HEADING = """The settings of a Warmline line; docs/reference.md says what each is.
WARMLINE_KEYS opens every stored number: keep a copy of this file away from this machine."""
_NEXT = """Written to {file}; only you can read it (0600).
Keep a copy away from this machine: without WARMLINE_KEYS, what is stored stays sealed.

What comes next:

  export WARMLINE_SETTINGS={file}
  warmline db upgrade
  warmline load campus.toml
  warmline twilio fallback --to fallback
  warmline twilio provision
  warmline up
  warmline doctor

docs/going-live.md goes through them."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--non-interactive", is_flag=True, help="Ask nothing: all comes from elsewhere.")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="A setting, not secret.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there; its keys are kept.")
def init(file: Path | None, non_interactive: bool, pairs: tuple[str, ...], force: bool) -> None:
    """Write the settings of a line to FILE (WARMLINE_SETTINGS, else settings.env), mode 0600.

    What the environment holds is taken over, <NAME>_FILE by its name, and --set goes before it.
    A secret is asked for unseen or comes from the environment; it is never an argument. With
    --force the old file's values stay where nothing else is said: its keys open what is stored.
    """
    with told():
        target = (file or Path(os.environ.get(NAMED_BY) or _USUAL_FILE)).absolute()
        values = _old(target, force=force) | given_by(os.environ)
        for name, value in map(_pair, pairs):
            values.pop(f"{name}_FILE", None)
            values[name] = value
        values.setdefault("WARMLINE_HOME", str(target.parent / "var"))
        if not non_interactive:
            values = _asked(values)
        values = completed(values)
        if problems := wrong_with_all(values):
            raise SettingsError("\n".join(problems))
        write_privately(target, as_text(values, _HEADING), replace=force)
        click.echo(_NEXT.format(file=target))


def _old(target: Path, *, force: bool) -> dict[str, str]:
    """Return what a file that is to be replaced holds. Raises SettingsError if it may not be."""
    if not target.exists():
        return {}
    if not force:
        raise SettingsError(
            f"{target} is there already; --force replaces it, and keeps its keys and "
            "whatever you say nothing else about"
        )
    return read_file(target)


def _pair(text: str) -> tuple[str, str]:
    """Return the name and value of one ``--set``. Raises SettingsError, without the value."""
    name, sign, value = text.partition("=")
    name = name.strip()
    if not sign or name not in Settings.names():
        shown = name if sign and name.isidentifier() else "what was given"
        raise SettingsError(f"--set takes NAME=VALUE, and {shown} is no setting's name")
    if is_secret(name, value):
        raise SettingsError(
            f"{name} is secret, and a command line is not; set it in the environment, "
            f"or name a file that holds it: --set {name}_FILE=PATH"
        )
    return name, value.strip()


def _asked(values: Mapping[str, str]) -> dict[str, str]:
    """Return the values with answers to every question; one that is wrong is asked again."""
    answers = dict(values)
    for question in questions(values["WARMLINE_HOME"]):
        if f"{question.name}_FILE" in answers:
            click.echo(f"{question.name}: from the file that {question.name}_FILE names.")
            continue
        answers[question.name] = _answer(question, answers)
    return {name: value for name, value in answers.items() if value}


def _answer(question: Question, answers: Mapping[str, str]) -> str:
    """Ask until an answer will do, and return it."""
    held = answers.get(question.name) or question.usual
    words = question.words
    if held and question.secret:
        words += " [Enter keeps the one that is set]"
    while True:
        shown = bool(held) and not question.secret
        typed: str = click.prompt(
            words, default=held, hide_input=question.secret, show_default=shown
        ).strip()
        wrong = wrong_with(question.name, {**answers, question.name: typed})
        if question.needed and not typed:
            wrong = [f"{question.name} is needed"]
        if not wrong:
            return typed
        click.echo("\n".join(wrong), err=True)
