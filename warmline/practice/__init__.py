"""The practice room: scripted contacts on the simulated carrier, and a checklist at the end.

A scenario is data, a file each. The student, the backup and the desk are played by their own
phones, as a person would use them; what the mentor did is read from what the phones noticed, never
from what anybody claims. Nothing of a practice is kept.
"""

from warmline.practice.scenario import Scenario
from warmline.practice.scene_hand_over import HAND_OVER
from warmline.practice.scene_hard import HARD
from warmline.practice.scene_quiet import QUIET
from warmline.practice.scene_text import TEXT
from warmline.practice.scene_voicemail import VOICEMAIL

SCENARIOS: dict[str, Scenario] = {it.slug: it for it in (QUIET, HARD, VOICEMAIL, HAND_OVER, TEXT)}

__all__ = ["SCENARIOS", "Scenario"]
