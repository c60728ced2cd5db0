"""The addresses, numbers and secrets of every story."""

from datetime import UTC, datetime

from warmline.ids import CampusSlug

BASE = "https://line.test"
CARRIER = "https://carrier.test"
LINE = "+14155550100"
SID = "AC" + "5" * 32
TOKEN = "12345"
START = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)  # Monday evening, 20:00 in Los Angeles
KEY = "Zm9yIHRlc3RzIG9ubHksIG5vdCBmb3IgYSBsaXZlISE="
CAMPUS = CampusSlug("northfield")
# What a person can fail to expect; everything else in the feed is their own doing.
NOTICED = {"rang", "said", "text"}
