"""The demo campus that `warmline up --demo` loads: the same file a coordinator learns from."""

from pathlib import Path

import warmline

_PACKAGE = Path(warmline.__file__).parent


def campus_text() -> str:
    """Return the demo campus file: beside the code once installed, in ``examples/`` before."""
    installed = _PACKAGE / "demo.toml"
    source = _PACKAGE.parent / "examples" / "northfield.toml"
    return (installed if installed.exists() else source).read_text(encoding="utf-8")
