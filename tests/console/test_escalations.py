"""The list of escalations that nobody came to: there by morning, for those who ask why."""

from telling.console import Console

from warmline import wording

WORDS = "Roommate left after a fight."


def escalated(console: Console) -> str:
    """A student agrees to more help, and Bo does not look; returns the contact's name."""
    phones = console.phones
    maya, student = console.people["Maya"], phones.student()
    student.texts("I cannot sleep")
    phones.wait(2)
    maya.texts("I am here")
    for words in ("ESCALATE", WORDS, "SEND"):
        maya.texts(words)
        phones.wait(1)
    student.texts("agree")
    phones.wait(5)
    for _ in range(3):
        maya.texts("I stay with you")
        phones.wait(4 * 60)
    maya.texts("DONE")
    phones.wait(5)
    return phones.conversation().id.partition(".")[2]


def test_what_nobody_came_to_is_on_the_list(console: Console) -> None:
    """Coordinator and adviser see when it was and what the mentor says; no word of the student."""
    name = escalated(console)
    for who in ("Cora", "Ada"):
        page = console.enters(who).get("/console/escalations").text
        assert f"/console/contacts/{name}" in page
        assert "Nobody came." in page
        assert "has not said what became of it" in page
        assert WORDS not in page
    told = [it.body for it in console.people["Ada"].phone.texts]
    assert console.phones.words(wording.help_unmet_text) in told
    console.people["Maya"].texts("H3")
    console.phones.wait(5)
    page = console.enters("Cora").get("/console/escalations").text
    assert "The mentor says of it: nobody came." in page


def test_a_quiet_month_says_so(console: Console) -> None:
    """An empty list says what would stand there."""
    page = console.enters("Ada").get("/console/escalations").text
    assert "came. When nobody does" in page


def test_it_is_nobody_elses_list(console: Console) -> None:
    """Mentors, backups, counselors and the engineer are refused."""
    for who in ("Maya", "Bo", "Noor", "Enno"):
        assert console.enters(who).get("/console/escalations").status_code == 403
