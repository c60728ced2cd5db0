"""The console: what coordinators, advisers, counselors, mentors and the engineer see in a browser.

Imported by the app alone. Pages read Redis and SQL; whatever they do goes through the same doors as
commands and texts do.
"""

from webhooks.console.setup import create_console

__all__ = ["create_console"]
