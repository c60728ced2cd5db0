"""The carrier, and the one place that knows Twilio."""
