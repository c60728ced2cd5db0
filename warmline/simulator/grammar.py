"""Which words a call document may use: every verb, its attributes, and what it may hold."""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Attribute:
    """What an attribute's value must look like."""

    pattern: str = r"(?s).*"
    low: int | None = None
    high: int | None = None

    def allows(self, value: str) -> bool:
        """Say whether a value is one of those allowed."""
        if re.fullmatch(self.pattern, value) is None:
            return False
        return self.low is None or self.high is None or self.low <= int(value) <= self.high


@dataclass(frozen=True)
class Verb:
    """The attributes and the children that a verb may have; ``text`` says whether words too."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    children: frozenset[str] = frozenset()
    text: bool = False


TEXT = Attribute()
BOOL = Attribute(r"true|false")
METHOD = Attribute(r"GET|POST")
KEYS = Attribute(r"[0-9*#]*")


def _whole(low: int, high: int) -> Attribute:
    return Attribute(r"\d{1,9}", low, high)


def _one_of(*words: str) -> Attribute:
    return Attribute("|".join(words))


def _some_of(*words: str) -> Attribute:
    either = "|".join(words)
    return Attribute(rf"(?:(?:{either})(?: (?:{either}))*)?")


CALL_EVENTS = _some_of("initiated", "ringing", "answered", "completed")
CONFERENCE_EVENTS = _some_of(
    "start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"
)
RECORDING = {
    "recordingStatusCallback": TEXT,
    "recordingStatusCallbackMethod": METHOD,
    "recordingStatusCallbackEvent": _some_of("in-progress", "completed", "absent", "failed"),
}
SSML = frozenset(
    {"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"}
)  # fmt: skip
PROMPTS = frozenset({"Say", "Play", "Pause"})

VERBS: dict[str, Verb] = {
    "Say": Verb({"voice": TEXT, "language": TEXT, "loop": _whole(0, 1000)}, SSML, text=True),
    "Play": Verb({"loop": _whole(0, 1000), "digits": Attribute(r"[0-9*#wW]+")}, text=True),
    "Pause": Verb({"length": _whole(0, 3600)}),
    "Gather": Verb(
        {
            "input": _one_of("dtmf", "speech", "dtmf speech", "speech dtmf"),
            "action": TEXT, "method": METHOD, "timeout": _whole(0, 600),
            "numDigits": _whole(1, 1000), "finishOnKey": Attribute(r"[0-9*#]?"),
            "actionOnEmptyResult": BOOL, "speechTimeout": Attribute(r"auto|\d+"),
            "speechModel": TEXT, "language": TEXT, "hints": TEXT, "bargeIn": BOOL,
            "profanityFilter": BOOL, "partialResultCallback": TEXT,
            "partialResultCallbackMethod": METHOD, "enhanced": BOOL, "debug": BOOL,
        },
        PROMPTS,
    ),
    "Dial": Verb(
        {
            "action": TEXT, "method": METHOD, "timeout": _whole(5, 600),
            "timeLimit": _whole(1, 14400), "callerId": TEXT, "answerOnBridge": BOOL,
            "hangupOnStar": BOOL, "ringTone": TEXT, "sequential": BOOL, "referUrl": TEXT,
            "referMethod": METHOD, "trim": _one_of("trim-silence", "do-not-trim"),
            "recordingTrack": TEXT,
            "record": _one_of(
                "do-not-record", "record-from-answer", "record-from-ringing",
                "record-from-answer-dual", "record-from-ringing-dual",
            ),
            **RECORDING,
        },
        frozenset({"Number", "Conference", "Queue", "Client", "Sip", "Application"}),
        text=True,
    ),
    "Number": Verb(
        {
            "url": TEXT, "method": METHOD, "sendDigits": Attribute(r"[0-9*#wW]*"),
            "statusCallback": TEXT, "statusCallbackEvent": CALL_EVENTS,
            "statusCallbackMethod": METHOD, "byoc": TEXT,
            "machineDetection": _one_of("Enable", "DetectMessageEnd"),
            "machineDetectionTimeout": _whole(3, 60), "amdStatusCallback": TEXT,
            "amdStatusCallbackMethod": METHOD,
            "machineDetectionSpeechThreshold": _whole(1000, 6000),
            "machineDetectionSpeechEndThreshold": _whole(500, 5000),
            "machineDetectionSilenceTimeout": _whole(2000, 10000),
        },
        text=True,
    ),
    "Conference": Verb(
        {
            "muted": BOOL, "beep": _one_of("true", "false", "onEnter", "onExit"),
            "startConferenceOnEnter": BOOL, "endConferenceOnExit": BOOL,
            "participantLabel": Attribute(r"[^/]{1,128}"), "waitUrl": TEXT, "waitMethod": METHOD,
            "maxParticipants": _whole(2, 250), "coach": TEXT, "region": TEXT,
            "jitterBufferSize": _one_of("off", "small", "medium", "large"),
            "record": _one_of("do-not-record", "record-from-start"), "recordingTrack": TEXT,
            "trim": _one_of("trim-silence", "do-not-trim"), "eventCallbackUrl": TEXT,
            "statusCallback": TEXT, "statusCallbackEvent": CONFERENCE_EVENTS,
            "statusCallbackMethod": METHOD, **RECORDING,
        },
        text=True,
    ),
    "Queue": Verb({"url": TEXT, "method": METHOD}, text=True),
    "Client": Verb({"url": TEXT, "method": METHOD}, text=True),
    "Sip": Verb({"url": TEXT, "method": METHOD}, text=True),
    "Application": Verb({"url": TEXT, "method": METHOD}, text=True),
    "Enqueue": Verb(
        {
            "action": TEXT, "method": METHOD, "waitUrl": TEXT, "waitUrlMethod": METHOD,
            "maxQueueSize": _whole(1, 5000), "workflowSid": TEXT,
        },
        text=True,
    ),
    "Leave": Verb(),
    "Hangup": Verb(),
    "Redirect": Verb({"method": METHOD}, text=True),
    "Reject": Verb({"reason": _one_of("rejected", "busy")}),
    "Record": Verb(
        {
            "action": TEXT, "method": METHOD, "timeout": _whole(1, 600),
            "finishOnKey": Attribute(r"[0-9*#]*"), "maxLength": _whole(1, 14400),
            "playBeep": BOOL, "trim": _one_of("trim-silence", "do-not-trim"),
            "transcribe": BOOL, "transcribeCallback": TEXT, **RECORDING,
        }
    ),
}  # fmt: skip

CALL_VERBS = frozenset(
    {
        "Say", "Play", "Pause", "Gather", "Dial", "Enqueue", "Leave", "Hangup", "Redirect",
        "Reject", "Record",
    }
)  # fmt: skip
WHISPER_VERBS = frozenset({"Say", "Play", "Gather", "Hangup"})
WAIT_VERBS = frozenset({"Say", "Play", "Pause", "Redirect"})
QUEUE_WAIT_VERBS = frozenset({"Say", "Play", "Pause", "Hangup", "Redirect", "Leave", "Gather"})
