"""Every verb of a call document, with the function that carries it out."""

from collections.abc import Callable

from warmline.simulator.dials import dial
from warmline.simulator.documents import Element
from warmline.simulator.gathers import gather, record
from warmline.simulator.twiml import SIMPLE_VERBS, Script, Steps

VERB_FUNCTIONS: dict[str, Callable[[Script, Element], Steps]] = {
    **SIMPLE_VERBS,
    "Gather": gather,
    "Record": record,
    "Dial": dial,
}
