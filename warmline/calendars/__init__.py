"""Calendars: the plan as a feed that phones read, and other systems' calendars as shifts."""
