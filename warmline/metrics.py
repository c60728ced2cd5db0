"""What the house counts about itself; labels are words of ours, never a number or an id."""

from prometheus_client import Counter, Histogram

WEBHOOKS = Counter("warmline_webhooks_total", "Webhooks answered", ["route", "status"])
WEBHOOK_SECONDS = Histogram(
    "warmline_webhook_seconds",
    "Time to answer a webhook",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
)
REFUSED = Counter("warmline_webhooks_refused_total", "Webhooks without a good signature")
FALLBACKS = Counter(
    "warmline_fallbacks_total",
    "Answers given from the safety card because something broke",
    ["why"],
)
RINGS = Counter("warmline_rings_total", "Rings asked of the carrier", ["result"])

MISSED = Counter("warmline_missed_texts_total", "Texts that no webhook of ours dealt with in time")
SWEPT = Counter("warmline_swept_total", "Contacts that a sweep attended to", ["by"])

CARRIER_REQUESTS = Counter(
    "warmline_carrier_requests_total",
    "Requests to the carrier",
    ["kind", "outcome", "code"],
)
CARRIER_SECONDS = Histogram(
    "warmline_carrier_seconds",
    "Time until the carrier answered",
    ["kind"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5),
)
HEARTBEATS = Counter("warmline_heartbeats_total", "Pings of the engineer's address", ["result"])
ALERTS = Counter(
    "warmline_alerts_total", "Texts about the house's own troubles", ["trouble", "what", "result"]
)
CHORES = Counter("warmline_chores_total", "Chores of the clock", ["chore", "result"])
SWEEPS = Histogram(
    "warmline_sweep_seconds",
    "Time of one sweep over what is overdue",
    buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30),
)
UNSWEPT = Counter("warmline_unswept_total", "Contacts that a sweep could not attend to")

CONTACTS = Counter("warmline_contacts_total", "Contacts that have come", ["medium"])
ENDS = Counter("warmline_contact_ends_total", "How contacts ended", ["medium", "end"])
WAITS = Histogram(
    "warmline_student_wait_seconds",
    "From a student's arrival to the first person, or to an end without one",
    ["medium", "ended"],
    buckets=(5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800),
)
RING_OUTCOMES = Counter("warmline_ring_outcomes_total", "How rings ended", ["part", "outcome"])
RELAYED = Counter("warmline_texts_relayed_total", "Texts of a conversation", ["sender"])
TEXT_STATUSES = Counter(
    "warmline_text_statuses_total", "What the carrier says became of our texts", ["status"]
)
RETRIES = Counter("warmline_retries_total", "Actions put off to be tried again", ["action"])
JOBS = Counter("warmline_jobs_total", "Jobs of the queue", ["result"])
JOB_SECONDS = Histogram(
    "warmline_job_seconds",
    "Time of one job",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60),
)
