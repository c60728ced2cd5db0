"""What is texted where mentors answer on a page: no word of a student is in any of it."""

from warmline.line import Line
from warmline.wording.texts_to_mentors import text_to_mentor


def text_page_help(line: Line, codename: str, url: str) -> str:
    """Tell a backup or counselor of a summary that they read on a page before they take over."""
    return f"{line.name}: {codename} needs more help. Read why, then take over: {url}"


def text_page_offer(line: Line, codename: str, url: str) -> str:
    """Offer a conversation that is read and answered on a page."""
    return f"{line.name}: {codename} has texted. PASS hands on. Open: {url}"


def text_page_alert(line: Line, codename: str, url: str) -> str:
    """Say that the student has written while the mentor did not have the page before them."""
    return f"{line.name}: {codename} has written. Open: {url}"


def text_page_link(line: Line, codename: str, url: str) -> str:
    """Answer LINK."""
    return f"{line.name}: {codename}. This opens once: {url}"


def text_page_only(codename: str, url: str) -> str:
    """Answer words that were texted instead of written on the page."""
    return f"Not sent. {codename} is answered on the page. Open: {url}"


def text_page_notice(what: str, codename: str, url: str) -> str:
    """Return what a mentor is texted of a sentence that they need the page for."""
    sentences = {
        "claimed": f"You have {codename}. Write to them on the page: {url}",
        "nudge": f"{codename} is waiting for your answer. Open, or text PASS: {url}",
        "offered_on": f"{codename} is offered to others now. Take it back: {url}",
        "undelivered": f"Your message did not reach {codename}. Open: {url}",
    }
    return sentences.get(what, f"{codename}: please look at the page: {url}")


def text_on_page(what: str, codename: str, detail: str | None) -> str:
    """Return a sentence to a mentor as it stands on their page."""
    sentences = {
        "claimed": f"You have {codename}. What you write here goes to them.",
        "claimed_anew": f"You have {codename}. Your last message was NOT sent: read first.",
        "name_first": f"You have {codename}. Your last message was not sent yet: send it again.",
        "not_yours": f"{codename} is not yours yet. Take it, or pass.",
        "wrote_again": f"{codename} has just written again. Read it, then press Done again.",
        "nudge": f"{codename} is waiting for your answer.",
        "offered_on": f"{codename} is offered to others now. Take it back to keep it.",
        "undelivered": (
            f"A message of yours did not reach {codename} (code {detail}). Try again later, or "
            "press Call to speak by phone."
        ),
        "help_write": (
            "Write the summary for backup and counseling here, in three lines at most. It is not "
            f"sent. Then press Show summary, and {codename} is asked to agree."
        ),
        "help_kept": f"Summary kept. Press Show summary to show it to {codename}, or write anew.",
        "no_words": "No words yet.",
    }
    return sentences.get(what) or text_to_mentor(what, codename, detail)


def text_page_length(most: int) -> str:
    """Refuse a message that is empty or too long."""
    return f"Write something, in {most} letters at most."


def text_page_read_first() -> str:
    """Refuse a message that was written before its mentor could read what is new."""
    return "Not sent: read what is new above, then send it again."


def text_page_asks(command: str) -> str:
    """Ask about words on a page that look like a command."""
    return f"{command} is a button here. Nothing was sent. Send the word as it is?"


def text_page_elsewhere() -> str:
    """Say at a link that leads nowhere any more how to get one that does."""
    return "For a new one text LINK to the number that this one came from. Each opens once."
