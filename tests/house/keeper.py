"""Runs a supervisor over the processes named on its command line, for the tests to disturb.

Each word is Python code for one process; one that begins with "beside" names a process that
another may be started beside.
"""

import os
import sys

from warmline.up.child import Child
from warmline.up.supervisor import Supervisor

if __name__ == "__main__":
    renewing = float(os.environ.get("KEEPER_RENEWING", "30"))
    with Supervisor(patience=0.5, renewing=renewing) as supervisor:
        children = []
        for number, code in enumerate(sys.argv[1:], start=1):
            command = [sys.executable, "-u", "-c", code.removeprefix("beside")]
            children.append(Child(f"process {number}", command, os.environ))
            children[-1].beside = code.startswith("beside")
            supervisor.start(children[-1])
        supervisor.run(children)
