"""The child: reads charts as JSON, writes their SVG as JSON, and is gone."""

import json
import os
import sys


def main() -> None:
    """Draw what standard input asks for; whoever answers calls goes first."""
    os.nice(10)
    from warmline.charts.drawing import draw  # noqa: PLC0415 - after the nice: loading is the work

    asked = json.load(sys.stdin)
    json.dump({name: draw(name, it, asked["scheme"]) for name, it in asked["charts"].items()},
              sys.stdout)  # fmt: skip


if __name__ == "__main__":
    main()
