"""The jobs of the queue; each is one call to the performer."""

from warmline.ids import ContactId
from warmline.metrics import JOB_SECONDS, JOBS
from workers.parts import ENDING, parts


def attend(contact: str, step: int) -> None:
    """Attend to a contact; ``step`` only says what it was when somebody asked."""
    del step
    with JOB_SECONDS.time():
        try:
            parts().performer.attend_woken(ContactId(contact), ENDING.is_set)
        except Exception:
            JOBS.labels("failed").inc()
            raise
        JOBS.labels("done").inc()
