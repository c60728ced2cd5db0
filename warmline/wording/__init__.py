"""Every sentence that a person hears or reads, in one place, so that it can be reviewed.

Spoken sentences are short, because nobody can scroll back in a voice. Texts stay within one
segment of 160 GSM-7 characters (Twilio's glossary, "segment") once the names are ordinary ones.
Functions take the line or campus they speak for and return plain English.
"""

from warmline.wording.after_contacts import *
from warmline.wording.answers_to_commands import *
from warmline.wording.caring import *
from warmline.wording.codes import *
from warmline.wording.fitting import *
from warmline.wording.oversight import *
from warmline.wording.pages import *
from warmline.wording.shifts import *
from warmline.wording.spoken_to_mentors import *
from warmline.wording.spoken_to_students import *
from warmline.wording.texts_to_mentors import *
from warmline.wording.texts_to_students import *
from warmline.wording.troubles import *
