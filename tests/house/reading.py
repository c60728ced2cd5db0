"""Lets a command's own parser read words, without running the command."""

import click

from warmline.cli import main


def reads(words: list[str]) -> None:
    """Read the words after `warmline`. Fails with click's sentence."""
    command: click.Command | None = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        if not words and command.invoke_without_command:
            return
        assert words, "a group of commands alone"
        if words[0].startswith("-"):
            return  # `warmline --help`
        command = command.get_command(context, words[0])
        assert command is not None, words[0]
        context, words = click.Context(command, info_name=words[0]), words[1:]
    assert command is not None
    if "--help" in words:
        return
    given, left, _ = command.make_parser(context).parse_args(list(words))
    assert left == []
    missing = [it.name for it in command.params if it.required and not given.get(it.name or "")]
    assert missing == []


def names(words: list[str]) -> bool:
    """Say whether words after `warmline`, as prose has them, name what there is."""
    command: click.Command | None = main
    context = click.Context(main)
    left = list(words)
    while isinstance(command, click.Group) and left and not left[0].startswith("-"):
        command = command.get_command(context, left.pop(0))
    if command is None:
        return False
    options = {"--help", *(opt for it in command.params for opt in (*it.opts, *it.secondary_opts))}
    return {it.partition("=")[0] for it in left if it.startswith("--")} <= options
