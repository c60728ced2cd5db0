"""How a command says that it could not do what was asked: a sentence, and a status.

What is wrong with settings and campus files is told in sentences that hold no number but the
example of one; whatever else went wrong is masked like a log line.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from warmline.errors import (
    CampusFileError,
    LiveStoreUnavailableError,
    RecordsBehindError,
    RecordsUnavailableError,
    SettingsError,
    WarmlineError,
)
from warmline.scrub import scrub

DID_NOT_WORK = 1
SET_UP_WRONGLY = 2


@contextmanager
def told() -> Iterator[None]:
    """End the command with a sentence and a status instead of a traceback."""
    try:
        yield
    except SettingsError as exc:
        stop(str(exc), SET_UP_WRONGLY)
    except CampusFileError as exc:
        stop("\n".join([*exc.mistakes, "Nothing was loaded."]), DID_NOT_WORK)
    except RecordsBehindError as exc:
        stop(f"{str(exc)[0].upper()}{str(exc)[1:]}", DID_NOT_WORK)
    except RecordsUnavailableError as exc:
        stop(scrub(f"The database does not answer; check DATABASE_URL ({exc})."), DID_NOT_WORK)
    except LiveStoreUnavailableError as exc:
        stop(scrub(f"Redis does not answer; check REDIS_URL ({exc})."), DID_NOT_WORK)
    except WarmlineError as exc:
        stop(scrub(str(exc)), DID_NOT_WORK)


def stop(sentence: str, status: int) -> NoReturn:
    """Say a sentence on standard error and end the command."""
    click.echo(sentence, err=True)
    sys.exit(status)
