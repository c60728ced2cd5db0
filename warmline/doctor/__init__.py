"""Checks whether a call would reach a mentor: each check says ok, or what to do about it."""

from warmline.doctor.finding import Finding
from warmline.doctor.numbers import check_numbers, check_pages
from warmline.doctor.processes import check_heartbeats, check_queue, check_waits
from warmline.doctor.stores import check_redis, check_retention, check_sql

__all__ = [
    "Finding",
    "check_heartbeats",
    "check_numbers",
    "check_pages",
    "check_queue",
    "check_redis",
    "check_retention",
    "check_sql",
    "check_waits",
]
