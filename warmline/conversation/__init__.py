"""One text conversation, decided without touching anything.

``step(conversation, event, now) -> TextDecision``, the same shape as a call's.
"""
