"""Everything that can go wrong, in one tree; an error carries ids, never a number or a message."""


class WarmlineError(Exception):
    """The root: whatever Warmline raises on purpose is one of these."""


class SettingsError(WarmlineError):
    """A setting is missing or wrong; the message says which and what it should look like."""


class CampusFileError(WarmlineError):
    """A campus file has mistakes; ``mistakes`` holds all of them, a line each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class PlanError(WarmlineError):
    """Part of a plan (hours, a repeat, a hand-over) cannot be read; says what to write."""


class PhoneNumberError(WarmlineError):
    """A phone number cannot be used; the message says why and never repeats the number."""


class SealError(WarmlineError):
    """A sealed value cannot be opened with the keys we hold."""


class BackupError(WarmlineError):
    """A backup cannot be read, or must not be put back here; says why, and nothing was touched."""


class StoreError(WarmlineError):
    """A store did not do what was asked."""


class LiveStoreUnavailableError(StoreError):
    """Redis does not answer; a caller is sent to the counseling number instead."""


class RecordsUnavailableError(StoreError):
    """The database does not answer; calls go on, history is written later."""


class RecordsBehindError(StoreError):
    """The database has not been upgraded to this version's schema."""


class CarrierError(WarmlineError):
    """The carrier did not do what was asked.

    ``permanent`` means that asking again cannot help. ``happened`` is False when the carrier is
    known not to have acted, True when it is known to have, None when we cannot know. ``status`` is
    that of its answer (HTTP), None when there was none.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool,
        happened: bool | None = False,
        code: int | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.permanent = permanent
        self.happened = happened
        self.code = code


class HeardError(WarmlineError):
    """A text has been dealt with already; the message is its name at the carrier."""


class UnknownContactError(WarmlineError):
    """No open contact has this id; it may have ended long ago."""
