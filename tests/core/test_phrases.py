"""Safety phrases: what a mentor should see at once, and what only sounds like it."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmline.care import BY_URGENCY, LANGUAGES, Added, Matcher, read_language, read_phrase
from warmline.care.language import language_of
from warmline.care.pattern import BEGIN, END, Automaton
from warmline.errors import PlanError

ENGLISH = read_language("en")
MATCHER = Matcher(ENGLISH)
LABELLED = Path(__file__).parents[2] / "benchmarks" / "phrases"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("i want to die", "intent"),
        ("I'm going to hang myself tonight", "plan"),
        ("I have a loaded gun in my lap", "means"),
        ("i've been cutting myself", "self_harm"),
        ("my boyfriend hits me", "harm_by_others"),
        ("i took 40 tylenol", "medical_emergency"),
        ("this exam is killing me", None),
        ("", None),
        ("?!", None),
    ],
)
def test_each_category_is_recognised(text, category):
    """A text is given the category that it is about, or none."""
    assert category == MATCHER.category(text)


@pytest.mark.parametrize(
    "text",
    [
        "I WANT TO DIE",
        "i   want\tto    die",
        "i want to die!!!",
        "i want to dieeee",
        "i waaant to die",
        "i wanna die",
        "i w4nt t0 d1e",
        "i want to d*e",
        "i want 2 die",
        "iwanttodie",
        "i want to d i e",
        "I. want. to. die.",
        "i want to d.i.e",
        "i want to \u200bd\u200bi\u200be",
        "\u0456 w\u0430nt t\u043e d\u0456\u0435",
        "i w\u00e1nt t\u00f6 d\u00efe",
        "\uff49 \uff57\uff41\uff4e\uff54 \uff54\uff4f \uff44\uff49\uff45",
        "\U0001d422 want to \U0001d41d\U0001d422\U0001d41e",
        "\U0001f62d\U0001f62d i want to die",
    ],
)
def test_how_it_is_written_hides_nothing(text):
    """Case, spaces, stars, digits, other alphabets and invisible letters make no difference."""
    assert MATCHER.category(text) == "intent"


@pytest.mark.parametrize(
    "text", ["i dont want to live", "i don't want to live", "i don\u2019t want to live"]
)
def test_apostrophes_are_as_people_type_them(text):
    """Right, wrong or missing, an apostrophe makes no difference."""
    assert MATCHER.category(text) == "intent"


@pytest.mark.parametrize(
    ("denied", "meant"),
    [
        ("i'm not suicidal", "i'm suicidal"),
        ("i don't want to die", "i don't want to live"),
        ("i am not going to kill myself", "i am not ok i am going to kill myself"),
        ("i don't think i want to die", "i don't know if i want to die"),
        ("never been suicidal", "never been so suicidal"),
        ("i would never hurt myself", "i can't stop hurting myself"),
        ("no thoughts of killing myself", "i won't do it but i have thoughts of killing myself"),
        ("no i don't want to die", "no, i want to die"),
        ("he never hit me", "he says sorry and then hits me"),
    ],
)
def test_a_denial_is_no_phrase_and_its_neighbour_is(denied, meant):
    """Whoever says that it is not so is not marked; whoever only uses the word "not" is."""
    assert MATCHER.category(denied) is None
    assert MATCHER.category(meant) is not None


@pytest.mark.parametrize(
    ("past", "present"),
    [
        ("i used to cut in high school", "i used to cut and i started again"),
        ("i was suicidal years ago", "i was suicidal years ago and it's coming back"),
        ("when i was 14 i tried to kill myself", "i tried to kill myself yesterday"),
    ],
)
def test_what_is_long_past_is_not_marked_unless_it_comes_back(past, present):
    """Somebody who tells where they come from is heard as telling that."""
    assert MATCHER.category(past) is None
    assert MATCHER.category(present) is not None


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("my roommate wants to die", "intent"),
        ("my friend said he is going to jump off the bridge tonight", "plan"),
        ("my sister is cutting herself", "self_harm"),
        ("my friend is being abused by her boyfriend", "harm_by_others"),
        ("my roommate isn't breathing", "medical_emergency"),
        ('she told me "i want to kill myself"', "intent"),
        ("my patient tried to kill himself last night", None),
        ("reviewing suicide risk assessment for boards", None),
        ("doing practice questions on suicidal ideation", None),
        ('the song "i want to die" came on', None),
        ("watching a movie where he wants to die", None),
        ("after the lecture i want to die", "intent"),
    ],
)
def test_it_matters_who_it_is_about(text, category):
    """Somebody close in danger counts as the writer would; a patient, a lesson, a song does not."""
    assert category == MATCHER.category(text)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("kms lol", None),
        ("i want to die \U0001f602", None),
        ("i want to die. lol", None),
        ("i want to kill myself lol", "intent"),
        ("kms lol no but for real", "intent"),
        ("i died again lol this boss is impossible", None),
        ("i took 40 tylenol lol", "medical_emergency"),
    ],
)
def test_a_laugh_takes_back_only_what_people_say_in_fun(text, category):
    """Behind a laugh, "I want to die" is a figure of speech; pills and killing oneself are not."""
    assert category == MATCHER.category(text)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("i want to die and i took 40 tylenol", "medical_emergency"),
        ("i cut myself and i want to die", "intent"),
        ("i have a gun and tonight i'm going to kill myself", "plan"),
        ("i have a gun and i want to die", "means"),
        ("he hits me and i cut myself", "harm_by_others"),
    ],
)
def test_of_several_the_most_urgent_is_given(text, category):
    """What needs an ambulance comes first, then what is decided, within reach, wished."""
    assert category == MATCHER.category(text)


def test_urgency_has_an_order():
    """The order of categories is one that people have agreed on."""
    expected = "medical_emergency plan means intent harm_by_others self_harm"
    assert expected.split() == list(BY_URGENCY)


@given(st.text(max_size=400))
def test_any_text_has_an_answer(text):
    """Whatever is sent, the matcher says a category or none."""
    assert MATCHER.category(text) in {None, *BY_URGENCY}


@given(st.text(alphabet="ikl 1*.,'\"?\n\u200b\u0456dieno#ngt", max_size=200))
def test_letters_that_look_like_phrases_have_an_answer(text):
    """What is nearly a phrase is read to its end too."""
    assert MATCHER.category(text) in {None, *BY_URGENCY}


@given(
    st.sampled_from(["hi, it is late.", "idk.", "sorry for writing;", ""]),
    st.sampled_from(["i want to die", "i took 40 tylenol", "he raped me", "i have a gun"]),
    st.sampled_from(["", "\nthanks", ". please answer", "!!"]),
)
def test_other_sentences_hide_nothing(before, phrase, after):
    """A phrase counts wherever it stands in a text."""
    assert MATCHER.category(phrase) == MATCHER.category(f"{before} {phrase}{after}") is not None


NASTY = (
    *("kill myself ", "not kill myself ", "k i l l ", "a", "i want to ", "*", "k*ll ", "i."),
    *('"lol ', "iwantto", "took ## pills ", "\ufdfa", "not not ", "1", "not i think i want to "),
)


@pytest.mark.parametrize("unit", NASTY)
def test_no_text_takes_long(unit):
    """Five times the text takes about five times the time, whatever is in it."""

    def seconds(length):
        text = (unit * length)[:length]
        took = []
        for _ in range(2):
            began = time.process_time()
            MATCHER.category(text)
            took.append(time.process_time() - began)
        return min(took)

    short, long = seconds(1600), seconds(8000)
    assert short < 0.5  # the longest text a carrier hands over; a quiet machine needs a tenth
    assert long < 15 * short + 0.05  # five times in theory; the square would be 25


def test_the_phrases_are_shipped_with_the_package():
    """Whoever installs Warmline has its phrases: each language's file lies in the package."""
    here = Path(read_language.__wrapped__.__code__.co_filename).parent
    assert {f"{it}.toml" for it in LANGUAGES} == {it.name for it in here.glob("*.toml")}
    assert all(read_language(it).phrases for it in LANGUAGES)


def test_every_category_has_phrases():
    """No category is a word without phrases behind it."""
    assert {it.category for it in ENGLISH.phrases} == set(BY_URGENCY)


def test_a_language_that_is_not_there_is_said():
    """A language without a file is named in the error."""
    with pytest.raises(PlanError, match='in "xx"'):
        read_language("xx")


def test_another_language_is_another_file():
    """A language that says the same parts in other words works without a line of code."""
    spanish = {
        "phrases": [{"category": "intent", "texts": ["quiero <adv>? morir"]}],
        "hints": {"negations": ["no"], "idioms": ["morir de risa"]},
        "lists": {"adv": ["solo/ya"]},
        "rewrites": {"kiero": "quiero"},
        "core": ["morir"],
        "fuzzy": [],
        "pronouns": ["yo"],
        "breaks": ["pero"],
        "carries": [],
        "common": ["que", "por"],
    }
    found = Matcher(language_of(spanish)).category
    texts = [
        "Kiero ya MORIR",
        "no quiero morir",
        "quiero morir de risa",
        "no s\u00e9, pero quiero morir",
    ]
    assert [found(it) for it in texts] == ["intent", None, None, "intent"]


def test_a_language_file_with_a_mistake_is_refused():
    """A misspelt part of a language's file is an error, not a part that is left out."""
    with pytest.raises(PlanError, match="no safety phrases"):
        language_of({"phrase": []})


# --- what a campus adds -------------------------------------------------------------------------


def test_a_campus_adds_its_own_phrases():
    """A phrase that a campus adds is found as it stands, however it is typed, and may be denied."""
    matcher = Matcher(ENGLISH, [Added("going to the Old Quarry", "plan")])
    texts = [
        "Im gonna GO",
        "im going to the old quarry tonite",
        "not going to the old quarry",
        "old quarry",
    ]
    assert [matcher.category(it) for it in texts] == [None, "plan", None, None]
    assert MATCHER.category(texts[1]) is None


def test_signs_in_a_phrase_of_a_campus_mean_nothing():
    """A coordinator writes words, not patterns: brackets, bars and dots are no wild cards."""
    matcher = Matcher(ENGLISH, [Added("(north|south) tower ... <self> now", "plan")])
    assert matcher.category("north tower") is None
    assert matcher.category("north south tower self now") == "plan"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (7, "must be text in quotes"),
        ("no", "3 to 80 characters"),
        ("x" * 81, "3 to 80 characters"),
        ("one\x07line", "3 to 80 characters"),
        ("call 415 555 0111", "phone number"),
        ("a b c d e f g h i j k l m", "12 words at most"),
        ("i want to", "most texts"),
        ("...!", "one sentence"),
        ("the quarry. tonight", "one sentence"),
    ],
)
def test_a_phrase_that_would_not_do_is_refused_with_a_reason(text, why):
    """A coordinator who adds what cannot work is told what to write instead."""
    with pytest.raises(PlanError, match=why):
        read_phrase(text, ENGLISH)


def test_a_phrase_is_kept_with_single_spaces():
    """What a coordinator types is kept as words, not as spaces."""
    assert read_phrase("  the   old quarry ", ENGLISH) == "the old quarry"


# --- patterns -----------------------------------------------------------------------------------


def found(pattern, text, lists=None):
    """Return what a pattern finds in a sentence, as words."""
    automaton = Automaton(lists or {})
    automaton.add(pattern, 7)
    automaton.close()
    words = [BEGIN, *text.split(), END]
    return {" ".join(words[it.start : it.end]) for it in automaton.find(words)}


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a b", "x a b c", {"a b"}),
        ("a/b c", "b c a c", {"b c", "a c"}),
        ("a b? c", "a c a b c", {"a c", "a b c"}),
        ("a (b c|d) e", "a b c e a d e a e", {"a b c e", "a d e"}),
        ("a (b)? c", "a c", {"a c"}),
        ("a ... b", "a 1 2 3 b", {"a 1 2 3 b"}),
        ("a ... b", "a 1 2 3 4 b", set()),
        ("a b $", "a b c", set()),
        ("a b $", "c a b", {"a b $"}),
        ("^ a", "a b", {"^ a"}),
        ("^ a", "b a", set()),
        ("a ... $", "a b", {"a b $"}),
        ("<x> c", "a b c", {"a b c"}),
    ],
)
def test_patterns_say_what_they_are_said_to(pattern, text, expected):
    """Choices, gaps, lists and the ends of a sentence work as the head of the file promises."""
    assert expected == found(pattern, text, {"x": ("a b",)})


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("there's a knife here, i'm holding it", "means"),
        ("holding the knife", "means"),
        ("it's tied to the beam, my rope", "means"),
        ("i am not holding a knife", None),
        ("my patient was holding a knife", None),
        ("if i don't match i am jumping off the roof", "plan"),
    ],
)
def test_parts_are_found_in_any_order(text, category):
    """What makes a phrase may stand in any order, denied and told of others like any phrase."""
    assert category == MATCHER.category(text)


def test_parts_meet_near_each_other_only():
    """Two parts make a phrase within a sentence, and with && across the next."""
    document = {
        "phrases": [{"category": "means", "texts": ["a & b", "c && d", "e & e"]}],
        "hints": {},
        "lists": {},
        "rewrites": {},
        "core": [],
        "fuzzy": [],
        "pronouns": ["i"],
        "breaks": [],
        "carries": [],
        "common": [],
    }
    is_found = Matcher(language_of(document)).category
    far = "x " * 30
    met = ["b x a", "a b", "d. x. c", "c d", "e x e"]
    apart = ["a. b", f"a {far} b", f"c. {far} d", "a", "c x", "e"]
    assert [is_found(it) for it in met] == ["means"] * len(met)
    assert [is_found(it) for it in apart] == [None] * len(apart)


@pytest.mark.parametrize("pattern", ["a & ", "& a", "a && & b"])
def test_a_phrase_with_an_empty_part_is_refused(pattern):
    """A sign with nothing on one side is a slip, found when the file is read."""
    document = {
        "phrases": [{"category": "means", "texts": [pattern]}],
        "hints": {},
        "lists": {},
        "rewrites": {},
        **{it: [] for it in ("core", "fuzzy", "pronouns", "breaks", "carries", "common")},
    }
    with pytest.raises(PlanError, match="empty part"):
        Matcher(language_of(document))


@pytest.mark.parametrize("pattern", ["", "a?", "(a", "a)", "<y>", "..."])
def test_a_pattern_that_cannot_be_read_is_refused(pattern):
    """A slip in a file of phrases is found when it is read, not at night."""
    with pytest.raises(PlanError):
        found(pattern, "a")


def test_a_list_that_holds_itself_is_refused():
    """A circle in the lists is an error."""
    with pytest.raises(PlanError, match="holds itself"):
        found("<x>", "a", {"x": ("<x>",)})


def test_the_shorter_reading_is_given():
    """Of two ways to read a phrase the shorter counts, so that what stands before it still does."""
    assert found("a ... b", "a a b") == {"a b"}


# --- the labelled texts -------------------------------------------------------------------------


def labelled(half):
    """Return the labelled texts of one half."""
    lines = (LABELLED / f"{half}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(it.split("\t")) for it in lines]


def test_the_labelled_texts_are_many_and_apart():
    """The measure is taken on many texts of each category, and none is in both halves."""
    seen, held = labelled("development"), labelled("held_out")
    assert len(seen) + len(held) >= 600
    for half in (seen, held):
        assert {it for it, _ in half} == {"null", *BY_URGENCY}
    assert {text for _, text in seen}.isdisjoint(text for _, text in held)
    assert len(set(seen)) == len(seen)


def test_what_was_learned_is_not_forgotten():
    """Of the texts that the rules were written with, nearly all are read as people read them."""
    read = [(label, MATCHER.category(text) or "null") for label, text in labelled("development")]
    assert sum(label == guess for label, guess in read) >= 0.97 * len(read)
    harmless = [guess for label, guess in read if label == "null"]
    assert sum(guess != "null" for guess in harmless) <= 0.01 * len(harmless)
