"""The fire drill: every phone on the coming week's plan is rung once, and asked for a key.

A plan that looks whole is worth nothing if a phone on it is lost, blocked or full of voicemail;
better that we hear of it on a Tuesday at noon than a student at three in the morning.
"""

from warmline.drill.plan import WHY, Heard, Ringee, Tested, fullest, missed, phones_of

__all__ = ["WHY", "Heard", "Ringee", "Tested", "fullest", "missed", "phones_of"]
