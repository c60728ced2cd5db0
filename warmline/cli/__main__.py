"""Runs the command as `python -m warmline.cli`, which is how `warmline up` starts its processes."""

from warmline.cli import main

if __name__ == "__main__":
    main(prog_name="warmline")
