"""What is counted is what happened, in words of ours; rules and dashboard name what there is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from phones import CAMPUS, Phones
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families
from telling.texting import talking

from warmline import metrics, wording
from warmline.timer import Backlog, RqTimer
from webhooks.gauges import LiveGauges

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deploy" / "prometheus" / "warmline.rules.yml"
DASHBOARD = ROOT / "deploy" / "grafana" / "warmline.json"
SUFFIXES = ("_bucket", "_count", "_sum")


@pytest.fixture
def grown() -> Callable[..., float]:
    """Return how much a sample has grown since the story began."""
    before = {
        (it.name, tuple(sorted(it.labels.items()))): it.value
        for family in REGISTRY.collect()
        for it in family.samples
    }

    def since(name: str, **labels: str) -> float:
        now = REGISTRY.get_sample_value(f"warmline_{name}", labels) or 0.0
        return now - before.get((f"warmline_{name}", tuple(sorted(labels.items()))), 0.0)

    return since


def scraped(phones: Phones) -> str:
    """Return the metrics as a monitor on this machine reads them."""
    phones.parts.backlog_made = phones.parts.backlog_made or (
        lambda: Backlog(3, timedelta(seconds=4), 1, 2)
    )
    answer = phones.app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_call_is_counted_by_its_wait_its_rings_and_its_end(phones: Phones, grown) -> None:
    """A wait to the first person, a missed and an accepted ring, one end."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    phones.wait(seconds=20)
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)
    student.hangs_up()
    luis.hears(wording.student_hung_up())
    luis.is_texted(phones.words(wording.wrap_up_text))
    assert phones.ended() == "talked"
    answered = {"medium": "call", "ended": "answered"}
    assert grown("contacts_total", medium="call") == 1
    assert grown("student_wait_seconds_count", **answered) == 1
    assert 20 <= grown("student_wait_seconds_sum", **answered) <= 30
    assert grown("ring_outcomes_total", part="mentor", outcome="no_answer") == 1
    assert grown("ring_outcomes_total", part="mentor", outcome="accepted") == 1
    assert grown("contact_ends_total", medium="call", end="talked") == 1
    asked = {"kind": "ring", "outcome": "done", "code": "2xx"}
    assert grown("carrier_requests_total", **asked) == 2


def test_a_call_that_nobody_answers_is_a_wait_of_its_own(phones: Phones, grown) -> None:
    """Waits that ended without a person do not flatter the others."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    phones.wait(seconds=10)
    student.hangs_up()
    assert phones.ended() == "left"
    assert grown("contact_ends_total", medium="call", end="left") == 1
    assert grown("student_wait_seconds_count", medium="call", ended="left") == 1
    assert grown("student_wait_seconds_count", medium="call", ended="answered") == 0
    assert grown("ring_outcomes_total", part="mentor", outcome="stopped") == 1


def test_a_conversation_is_counted_by_its_texts(phones: Phones, grown) -> None:
    """What was relayed each way, what was tried again, what the carrier says became of it."""
    student, maya, _ = talking(phones)
    phones.exchange.faults.rest("429", "*/Messages.json", method="POST", times=1)
    maya.texts("I am here")
    student.is_texted("I am here", within=20)
    assert grown("texts_relayed_total", sender="mentor") == 2
    assert grown("texts_relayed_total", sender="student") == 1
    assert grown("retries_total", action="RelayToStudent") == 1
    assert grown("student_wait_seconds_count", medium="text", ended="answered") == 1
    assert grown("text_statuses_total", status="delivered") >= 1
    later = {"kind": "text", "outcome": "later", "code": "4xx"}
    assert grown("carrier_requests_total", **later) == 1


def test_no_label_is_a_number_or_an_id(phones: Phones) -> None:
    """Whoever reads the metrics learns of nobody: values are words of ours, bounds or statuses."""
    student, maya, _ = talking(phones)
    maya.texts("I am here")
    student.is_texted("I am here")
    phones.parts.live.beat("worker", phones.now())
    ours = [
        (label, value)
        for family in text_string_to_metric_families(scraped(phones))
        for sample in family.samples
        if sample.name.startswith("warmline_")
        for label, value in sample.labels.items()
        if label != "le"
    ]
    assert len(ours) > 50
    strange = {it for it in ours if not re.fullmatch(r"[a-z_. ]+|[A-Z][A-Za-z]+|\dxx|\d{3}", it[1])}
    assert strange == set()


def test_the_gauges_say_what_is_true_now(phones: Phones) -> None:
    """Open contacts, the queue, the roster's age, what people are told of."""
    phones.on_call("Maya")
    phones.ready()
    phones.wait(seconds=40)
    text = scraped(phones)
    for line in (
        f'warmline_open_contacts{{campus="{CAMPUS}"}} 0.0',
        f'warmline_roster_age_seconds{{campus="{CAMPUS}"}} 40.0',
        "warmline_queue_depth 3.0",
        "warmline_queue_oldest_seconds 4.0",
        "warmline_queue_failed 1.0",
        "warmline_workers 2.0",
        "warmline_redis_up 1.0",
        "warmline_sql_up 1.0",
        'warmline_troubles{trouble="queue"} 0.0',
    ):
        assert line in text.splitlines()


def test_the_queue_says_how_long_its_next_job_waits(phones: Phones) -> None:
    """A real queue is asked, and one that is away says nothing."""
    timer = RqTimer(phones.settings.rq_redis_url)
    timer.soon(phones.student().name, 1)
    backlog = timer.backlog()
    assert backlog is not None
    assert (backlog.depth, backlog.failed, backlog.workers) == (1, 0, 0)
    assert timedelta(0) <= backlog.oldest < timedelta(seconds=30)
    assert RqTimer("redis://127.0.0.1:1/0").backlog() is None


# --- files --------------------------------------------------------------------------------------


def expressions() -> Iterator[tuple[str, str]]:
    """Yield every expression of the rules and the dashboard, with where it stands."""
    rules = re.sub(r"(expr:) >\n((?: {10,}.*\n)+)", _folded, RULES.read_text())
    names = re.findall(r"- alert: (\w+)\n +expr: (.+)", rules)
    assert len(names) == rules.count("- alert:")
    yield from names
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


def _folded(found: re.Match[str]) -> str:
    return f"{found[1]} {' '.join(found[2].split())}\n"


def exported(phones: Phones) -> dict[str, set[str]]:
    """Return every metric of ours with the names of its labels."""
    counted = {
        sample: set(it._labelnames)
        for it in vars(metrics).values()
        if hasattr(it, "_labelnames")
        for sample in _samples(it)
    }
    gauges = {it.name: set(it._labelnames) for it in LiveGauges(phones.parts).collect()}
    return counted | gauges


def _samples(metric) -> list[str]:
    (family,) = metric.describe()
    if family.type == "counter":
        return [f"{family.name}_total"]
    return [f"{family.name}{it}" for it in SUFFIXES]


def test_rules_and_dashboard_name_what_is_exported(phones: Phones) -> None:
    """An alert on a metric that does not exist would stay silent for ever."""
    scraped(phones)
    known = exported(phones)
    for where, expression in expressions():
        named = re.findall(r"warmline_\w+", expression)
        assert named, where
        assert set(named) <= known.keys(), where
        labels = set().union(*(known[it] for it in named)) | {"le"}
        used = re.findall(r"(\w+)(?:=~|!=|=)\"", expression)
        used += [it.strip() for found in re.findall(r"by \(([^)]*)\)", expression)
                 for it in found.split(",")]  # fmt: skip
        assert set(used) <= labels, where
        assert expression.count("(") == expression.count(")"), where


def test_every_metric_is_described_and_every_rule_has_its_advice(phones: Phones) -> None:
    """An engineer who is woken finds what it means and what to do; nothing is counted unsaid."""
    scraped(phones)
    page = (ROOT / "docs" / "metrics.md").read_text()
    families = {re.sub("|".join(f"{it}$" for it in SUFFIXES), "", it) for it in exported(phones)}
    assert {it for it in families if f"`{it}`" not in page} == set()
    assert set(re.findall(r"`(warmline_\w+)`", page)) <= families
    alerts = re.findall(r"- alert: (\w+)", RULES.read_text())
    assert {it for it in alerts if f"`{it}`" not in page} == set()


def test_the_rules_can_be_read_by_prometheus() -> None:
    """Where its own tool is at hand, it finds nothing wrong."""
    tool = shutil.which("promtool")
    if tool is None:
        pytest.skip("promtool is not here")
    done = subprocess.run([tool, "check", "rules", RULES], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
