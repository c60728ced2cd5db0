"""A campus file without mistakes, and every way to spoil it: one mistake a row."""
# ruff: noqa: E501 - a row is read as a row

GOOD = """
[campus]
slug = "northfield"
name = "Northfield"
emergency_number = "911"
crisis_line = "988"
number_reveal = "never"

[[line]]
slug = "main"
name = "Main"
number = "+14155550100"
relay_numbers = ["+14155550101"]
timezone = "America/Los_Angeles"
hours = ["mon-fri 19:00-07:00"]

[[rung]]
line = "main"
name = "on shift"
who = "shift"
ring = "staggered"
ring_seconds = 20
stagger_seconds = 6

[[rung]]
line = "main"
name = "counseling"
who = "desk"
ring_seconds = 30

[[desk]]
line = "main"
name = "Counseling"
number = "+14155550150"

[[mentor]]
name = "Maya"
phone = "+14155550111"
roles = ["mentor"]
certified_until = 2027-06-30

[[mentor]]
name = "Luis"
phone = "+14155550112"
roles = ["mentor", "backup"]
certified_until = 2027-06-30

[[shift]]
line = "main"
mentors = ["Maya"]
start = 2026-11-02T19:00:00
end = 2026-11-02T23:00:00
repeat = "FREQ=DAILY"

[[duty]]
line = "main"
name = "overnight"
mentors = ["Luis", "Maya"]
start = 2026-11-02T23:00:00
every = "1 week"
hours = ["mon-sun 23:00-07:00"]

[[override]]
line = "main"
kind = "cover"
mentor = "Luis"
covers = "Maya"
start = 2026-11-26T19:00:00
end = 2026-11-26T23:00:00

[[phrase]]
text = "the old quarry"
category = "plan"
"""

LINE = 'line 1 "main"'
MAYA = 'mentor 1 "Maya"'
LUIS = 'mentor 2 "Luis"'
NOT_A_NUMBER = "is not a phone number; write it like +14155550111"
NOT_DAYS = 'write days like "2026-11-26", "2026-11-26 to 2026-11-29", or "2026-12-24 09:00-12:00" for other hours'
EMERGENCY = "is an emergency or crisis number; those are spoken to callers, never dialled"
MOMENT = "write a date and time without quotes or zone, like 2026-11-02T19:00:00"
ROWS = [
    # what is replaced, by what, the mistakes
    ('slug = "northfield"', 'slug = "North Field"', ["campus, slug: must be 1 to 32 small letters, digits or hyphens, beginning with a letter, like \"northfield\""]),
    ('slug = "northfield"\n', "", ["campus, slug: is missing"]),
    ('number_reveal = "never"\n', "", ['campus, number_reveal: is missing; the campus must choose "two_person" or "never"']),
    ('"never"', '"nevr"', ['campus, number_reveal: must be "two_person" or "never"; did you mean "never"?']),
    ('emergency_number = "911"', "emergency_number = 911", ["campus, emergency_number: must be text in quotes"]),
    ('emergency_number = "911"', 'emergency_number = "police"', ['campus, emergency_number: must be digits in quotes, like "911"']),
    ('crisis_line = "988"', 'crisis_lin = "988"', ['campus, "crisis_lin": is not a key of [campus]; did you mean "crisis_line"?', "campus, crisis_line: is missing"]),
    ('name = "Northfield"', 'name = " "', ["campus, name: must be a name of 1 to 80 characters, on one line"]),
    ("[campus]", "[[campus]]", ["campus: write [campus], in single brackets, once"]),
    ("[campus]", "[campuss]", ['"campuss" is not a table of a campus file; did you mean "campus"?', "campus: is missing; write one [campus]"]),
    ("[[desk]]", "[desk]", ["desk: write [[desk]], in double brackets, once for each"]),
    ("[[desk]]", "[[desks]]", ['"desks" is not a table of a campus file; did you mean "desk"?']),
    ('number = "+14155550100"', "number = 4155550100", [f'{LINE}, number: must be in quotes, like "+14155550111"']),
    ('number = "+14155550100"', 'number = "555-0100"', [f"{LINE}, number: {NOT_A_NUMBER}"]),
    ('"+14155550101"', '"+14155550100"', [f"{LINE}, relay_numbers: is already a number of {LINE}"]),
    ('["+14155550101"]', '"+14155550101"', [f'{LINE}, relay_numbers: must be a list in square brackets, like ["..."]']),
    ('"America/Los_Angeles"', '"America/Los_Angels"', [f'{LINE}, timezone: "America/Los_Angels" is not a time zone; did you mean "America/Los_Angeles"?']),
    ('"America/Los_Angeles"', '"PST8"', [f'{LINE}, timezone: "PST8" is not a time zone; did you mean "PST8PDT"?']),
    ('"America/Los_Angeles"', '"../etc/passwd"', [f'{LINE}, timezone: "../etc/passwd" is not a time zone; write it like "America/Los_Angeles"']),
    ('["mon-fri 19:00-07:00"]', '["mon-fri 19-07"]', [f'{LINE}, hours: "mon-fri 19-07": write days and times like "mon-fri 19:00-07:00"']),
    ('["mon-fri 19:00-07:00"]', "[19]", [f"{LINE}, hours: must be text in quotes"]),
    ('name = "Main"', 'name = "Main"\nmax_wait_seconds = 10', [f"{LINE}, max_wait_seconds: must be a whole number from 20 to 600"]),
    ('name = "Main"', 'name = "Main"\nmax_wait_seconds = true', [f"{LINE}, max_wait_seconds: must be a whole number from 20 to 600"]),
    ('name = "Main"', 'name = "Main"\nvoicemail = "no"', [f"{LINE}, voicemail: must be true or false, without quotes"]),
    ('name = "Main"', 'name = "Main"\nrecord = true', [f'{LINE}, "record": is not a key of [line]']),
    ('name = "Main"', 'name = "Main"\ncaller_days = 0', [f"{LINE}, caller_days: must be a whole number from 1 to 365"]),
    ('name = "Main"', 'name = "Main"\ndetail_days = 27', [f"{LINE}, detail_days: must be a whole number from 28 to 1100"]),
    ('name = "Main"', 'name = "Main"\nhistory_days = 4000', [f"{LINE}, history_days: must be a whole number from 28 to 3660"]),
    ('name = "Main"', 'name = "Main"\ncaller_days = 90\ndetail_days = 60', [f"{LINE}, caller_days: is more than detail_days (60)"]),
    ('name = "Main"', 'name = "Main"\nhistory_days = 120', [f"{LINE}, detail_days: is more than history_days (120)"]),
    ('slug = "main"', 'slug = "mian"', [
        'line 1 "mian": has no ladder; add a [[rung]] with line = "mian"',
        *(f'{place}, line: there is no line "main"; did you mean "mian"?' for place in (
            'rung 1 "on shift"', 'rung 2 "counseling"', 'desk 1 "Counseling"', "shift 1",
            'duty 1 "overnight"', "override 1")),
    ]),
    ('who = "shift"', 'who = "role:bakup"', ['rung 1 "on shift", who: must be "shift", "desk" or "role:" and a role; did you mean "role:backup"?']),
    ('who = "shift"', 'who = "all"', ['rung 1 "on shift", who: must be "shift", "desk" or "role:" and a role']),
    ('ring = "staggered"\n', "", ['rung 1 "on shift", ring: is missing']),
    ('ring = "staggered"', 'ring = "random"', ['rung 1 "on shift", ring: must be "sequential", "staggered" or "together"']),
    ("ring_seconds = 20", "ring_seconds = 4", ['rung 1 "on shift", ring_seconds: must be a whole number from 5 to 60']),
    ("ring_seconds = 20", "ring_seconds = 61", ['rung 1 "on shift", ring_seconds: must be a whole number from 5 to 60']),
    ("ring_seconds = 20", 'ring_seconds = "20"', ['rung 1 "on shift", ring_seconds: must be a whole number from 5 to 60']),
    ("ring_seconds = 30", "", ['rung 2 "counseling", ring_seconds: is missing']),
    ('name = "counseling"', 'name = "On Shift"', ['rung 2 "On Shift", name: is already that of rung 1 "on shift"']),
    ('"+14155550150"', '"+14155550150"\nholidays = ["2026-11-31"]', ['desk 1 "Counseling", holidays: "2026-11-31": "2026-11-31" is not a day of the calendar']),
    ('"+14155550150"', '"+14155550150"\nholidays = ["2026-11-27 to 2026-11-26"]', ['desk 1 "Counseling", holidays: "2026-11-27 to 2026-11-26": the last day is before the first']),
    ('"+14155550150"', '"+14155550150"\nholidays = ["2026-11-26 to 2062-11-26"]', ['desk 1 "Counseling", holidays: "2026-11-26 to 2062-11-26": is longer than a year; change the hours instead']),
    ('"+14155550150"', '"+14155550150"\nholidays = ["2026-11-26 to 2026-11-28", "2026-11-27 10:00-12:00"]', ['desk 1 "Counseling", holidays: "2026-11-26 to 2026-11-28" and "2026-11-27 10:00-12:00" are about the same day; keep one (several hours of a day go into one, like "09:00-12:00, 14:00-16:00")']),
    ('"+14155550150"', '"+14155550150"\nholidays = ["4155550150"]', [f'desk 1 "Counseling", holidays: "..." (hidden, it may be a phone number): {NOT_DAYS}']),
    ('"+14155550150"', '"+14155550150"\nholidays = ["Thanksgiving"]', [f'desk 1 "Counseling", holidays: "Thanksgiving": {NOT_DAYS}']),
    ('roles = ["mentor"]', 'roles = ["mentor"]\nholidays = ["2026-11-26"]', [f"{MAYA}, holidays: is only for somebody with the role counselor; others have shifts"]),
    ('"+14155550150"', '"911"', [f'desk 1 "Counseling", number: {EMERGENCY}']),
    ('"+14155550150"', '"988"', [f'desk 1 "Counseling", number: {EMERGENCY}']),
    ('"+14155550150"', '"+14155550100"', [f'desk 1 "Counseling", number: is the number of {LINE}, which would ring itself']),
    ('"+14155550111"', '"911"', [f"{MAYA}, phone: {EMERGENCY}"]),
    ('"+14155550111"', '"+19002345678"', [f"{MAYA}, phone: is a premium-rate number; give the person's own ordinary number"]),
    ('"+14155550112"', '"+1415555011"', [f"{LUIS}, phone: {NOT_A_NUMBER}"]),
    ('"+14155550112"', '"+14155550111"', [f"{LUIS}, phone: is already the number of {MAYA}"]),
    ('"+14155550112"', '"+14155550101"', [f"{LUIS}, phone: is the number of {LINE}, which would ring itself"]),
    ('roles = ["mentor"]', 'roles = ["menter"]', [f'{MAYA}, roles: must be "mentor", "backup", "coordinator", "counselor", "adviser" or "engineer"; did you mean "mentor"?']),
    ('roles = ["mentor"]', "roles = []", [f"{MAYA}, roles: must not be empty"]),
    ('roles = ["mentor"]', 'roles = ["mentor", "mentor"]', [f"{MAYA}, roles: has the same entry twice"]),
    ('roles = ["mentor"]', 'roles = ["mentor"]\nlanguages = ["English"]', [f'{MAYA}, languages: must be language codes, like "en" or "es-MX"']),
    ("certified_until = 2027-06-30", 'certified_until = "2027-06-30"', [f"{MAYA}, certified_until: must be a date without quotes, like 2027-06-30"]),
    ("certified_until = 2027-06-30", "certified_until = 2027-06-30T00:00:00", [f"{MAYA}, certified_until: must be a date without quotes, like 2027-06-30"]),
    ('phone = "+14155550111"\n', "", [f"{MAYA}, phone: is missing"]),
    ("certified_until = 2027-06-30", 'stage = "certified"', [f"{MAYA}, certified_until: is missing"]),
    ("certified_until = 2027-06-30", 'stage = "trained"', [f'{MAYA}, stage: must be "nominated", "applied", "interviewed", "training", "certified" or "alumni"; did you mean "training"?']),
    ("certified_until = 2027-06-30", "certified_until = 2027-06-30\nlistens = true", [f'{MAYA}, listens: is only for somebody with stage = "training"']),
    ("certified_until = 2027-06-30", "certified_until = 2027-06-30\npaused_until = 2027-01-01", [f"{MAYA}, paused_until: is only for somebody with paused = true"]),
    ("certified_until = 2027-06-30", 'certified_until = 2027-06-30\nnew_phone = "+14155550112"', [f"{MAYA}, new_phone: is already the number of {LUIS}"]),
    ('number_reveal = "never"', 'number_reveal = "never"\ntraining = []', ["campus, training: must not be empty"]),
    ('name = "Luis"', 'name = "maya"', [
        f'mentor 2 "maya", name: is already that of {MAYA}',
        'duty 1 "overnight", mentors: there is no mentor "Luis"',
        'override 1, mentor: there is no mentor "Luis"',
    ]),
    ('name = "Luis"', 'name = "Luis +1 415 555 0112"', [
        'mentor 2 "..." (hidden, it may be a phone number), name: must be a name; this looks like a phone number, which nobody may see',
        'duty 1 "overnight", mentors: there is no mentor "Luis"',
        'override 1, mentor: there is no mentor "Luis"',
    ]),
    ('mentors = ["Maya"]', 'mentors = ["Maia"]', ['shift 1, mentors: there is no mentor "Maia"; did you mean "Maya"?']),
    ('mentors = ["Maya"]', 'mentors = ["+14155550111"]', ['shift 1, mentors: there is no mentor "..." (hidden, it may be a phone number)']),
    ('mentors = ["Maya"]', "mentors = []", ["shift 1, mentors: must not be empty"]),
    ('mentors = ["Maya"]', 'mentors = ["Maya", "Maya"]', ["shift 1, mentors: has the same entry twice"]),
    ("start = 2026-11-02T19:00:00", "start = 2026-11-02", [f"shift 1, start: {MOMENT}"]),
    ("start = 2026-11-02T19:00:00", 'start = "2026-11-02T19:00:00"', [f"shift 1, start: {MOMENT}"]),
    ("start = 2026-11-02T19:00:00", "start = 2026-11-02T19:00:00Z", [f"shift 1, start: is wall-clock time in the line's own zone; {MOMENT}"]),
    ("start = 2026-11-02T19:00:00", "start = 1026-11-02T19:00:00", ["shift 1, start: must be a whole second in the years 2000 to 2100"]),
    ("end = 2026-11-02T23:00:00", "end = 2026-11-02T07:00:00", ["shift 1, end: is not after start; a shift past midnight ends on the next date"]),
    ("end = 2026-11-02T23:00:00", "end = 2027-11-02T07:00:00", ["shift 1, end: is more than 31 days after start, too long for a shift that repeats"]),
    ('"FREQ=DAILY"', '"FREQ=NIGHTLY"', ["shift 1, repeat: FREQ must be YEARLY, MONTHLY, WEEKLY, DAILY or HOURLY"]),
    ('"FREQ=DAILY"', '"FREQ=DAILY;INTERVAL=0"', ["shift 1, repeat: INTERVAL must be from 1 to 5000"]),
    ('every = "1 week"', 'every = "weekly"', ['duty 1 "overnight", every: write a number from 1 to 999 and a unit: "12 hours", "2 days", "1 week"']),
    ('"mon-sun 23:00-07:00"', '"mon-sun 23:00"', ['duty 1 "overnight", hours: "mon-sun 23:00": write days and times like "mon-fri 19:00-07:00"']),
    ('kind = "cover"', 'kind = "swap"', ['override 1, kind: must be "cover", "add" or "remove"']),
    ('kind = "cover"', 'kind = "add"', ['override 1, covers: is only for kind = "cover", not "add"']),
    ('covers = "Maya"\n', "", ["override 1, covers: is missing; a cover names the person it is for"]),
    ('covers = "Maya"', 'covers = "Luis"', ["override 1, covers: is the same person; nobody covers for themself"]),
    ("end = 2026-11-26T23:00:00", "end = 2026-11-26T19:00:00", ["override 1, end: is not after start; a shift past midnight ends on the next date"]),
    ('"the old quarry"', '"the"', ["phrase 1, text: has only words that are in most texts; add the one that makes it urgent"]),
    ('"the old quarry"', '"quarry at 415 555 0199"', ["phrase 1, text: must be words; this looks like a phone number, which nobody may see"]),
    ('"the old quarry"', '"the old quarry"\nurgent = true', ['phrase 1, "urgent": is not a key of [phrase]']),
    ('"plan"', '"plans"', ['phrase 1, category: must be "medical_emergency", "plan", "means", "intent", "harm_by_others" or "self_harm"; did you mean "plan"?']),
    ('"plan"\n', '"plan"\n\n[[phrase]]\ntext = "The Old Quarry"\ncategory = "means"\n', ["phrase 2, text: is already that of phrase 1"]),
]  # fmt: skip
NO_CAMPUS_FILES = [
    ("", ["campus: is missing; write one [campus]", "line: is missing; write at least one [[line]]"]),
    ("[campus", ["line 1, the last: is not TOML: expected ']' at the end of a table declaration"]),
    ("a = 1\na = 2", ["line 2, the last: is not TOML: cannot overwrite a value"]),
    (b"\xff\xfe[\x00", ["is not UTF-8 text, from byte 0 on"]),
    ("a = " + "[" * 100_000, ["is nested too deeply to be a campus file"]),
]  # fmt: skip
