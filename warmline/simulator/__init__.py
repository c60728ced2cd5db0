"""A phone carrier that runs on this machine and speaks HTTP as Twilio does.

A story test drives it like this, on a clock that moves only when told::

    clock = HandClock(datetime(2026, 3, 2, 20, 0, tzinfo=UTC))      # simulator.clock
    fetcher = WsgiFetcher({"https://line.test": app})               # simulator.fetchers
    account = Account("AC" + "0" * 32, "token", calls_per_second=1) # simulator.values
    exchange = Exchange(clock, fetcher, account)                    # simulator.exchange
    exchange.add_number("+14155550100", voice_url="https://line.test/voice/incoming",
                        status_callback="https://line.test/voice/status")
    api = rest_app(exchange)   # simulator.rest: a WSGI app; serve it, or put it behind a fetcher
    student = exchange.add_phone("+14155550111", "Student", "student")
    maya = exchange.add_phone("+14155550121", "Maya", "mentor", behaviour="rings")

    student.dial("+14155550100")     # a person's act happens at once; its webhooks wait for
    exchange.run_due()               # this: everything due now, webhooks included
    exchange.advance(20)             # or this: twenty seconds, stopping at each happening
    exchange.next_due()              # when something happens next, for a harness with own timers
    maya.status                      # "idle", "ringing", "in_call", "dialling" or "off"
    maya.answer(); maya.press("1"); maya.hang_up(); maya.decline(); exchange.run_due()
    [heard.text for heard in student.heard]   # what was said to this phone; .box: to its voicemail
    student.talks_with()             # frozenset of the phones in conversation with it, now
    exchange.feed                    # every happening a person could notice, with seq and kind
    exchange.debugger                # Alert(code, message, url): what the carrier complained about
    fetcher.apps.pop("https://line.test")     # the customer's server is down
    maya.behaves("voicemail after 20")        # see phones.Behaviour for the others

Nothing in here knows Warmline, and nothing here is imported by a line that runs on a real carrier.
"""
