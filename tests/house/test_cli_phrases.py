"""`warmline phrases check`: an answer for each line, whatever is in it, as soon as it is there."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.house.watching import ROOT, Run

TEXTS = (
    b"i want to die\n"
    b"this exam is killing me\n"
    b"\n"
    b"\xff\xfe\x80 broken \xc3\n"
    b"\xff i took 40 tylenol \xc3\r\n"
    b"no end of line, he hits me"
)
ANSWERS = ["intent", None, None, None, "medical_emergency", "harm_by_others"]


def told(output: str) -> list[object]:
    """Return the answers, each on the line that it is about."""
    lines = [json.loads(it) for it in output.splitlines()]
    assert [it["line"] for it in lines] == list(range(1, len(lines) + 1))
    assert all(list(it) == ["line", "category"] for it in lines)
    return [it["category"] for it in lines]


def test_each_line_of_a_file_has_its_answer(run: Run, tmp_path: Path) -> None:
    """A text a line in, one JSON object a line out; also for bytes that are no text."""
    path = tmp_path / "texts"
    path.write_bytes(TEXTS)
    result = run("phrases", "check", str(path))
    assert result.exit_code == 0, result.output
    assert told(result.stdout) == ANSWERS


def test_texts_come_from_a_pipe_one_by_one() -> None:
    """Each line is answered before the next one is there."""
    command = [sys.executable, "-m", "warmline.cli", "phrases", "check", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as it:
        assert it.stdin is not None
        assert it.stdout is not None
        answers = []
        for line in TEXTS.splitlines(keepends=True)[:3]:
            it.stdin.write(line)
            it.stdin.flush()
            answers.append(it.stdout.readline().decode())
        rest, _ = it.communicate(b"".join(TEXTS.splitlines(keepends=True)[3:]), timeout=60)
    assert it.returncode == 0
    assert told("".join(answers) + rest.decode()) == ANSWERS


def test_a_file_that_is_not_there_is_said(run: Run) -> None:
    """A wrong name is an error in a sentence."""
    result = run("phrases", "check", "/nowhere/texts")
    assert result.exit_code == 2
    assert "No such file" in result.output


def test_a_campus_can_try_its_own_phrases(run: Run, tmp_path: Path) -> None:
    """A coordinator sees what the phrases of a campus file would find."""
    campus = tmp_path / "campus.toml"
    plan = (ROOT / "examples" / "northfield.toml").read_text()
    entry = '\n[[phrase]]\ntext = "the old quarry"\ncategory = "plan"\n'
    campus.write_text(plan + entry)
    texts = tmp_path / "texts"
    texts.write_text("at the old quarry\n")
    assert told(run("phrases", "check", str(texts)).stdout) == [None]
    result = run("phrases", "check", str(texts), "--campus-file", str(campus))
    assert told(result.stdout) == ["plan"]
    campus.write_text(plan + entry.replace("plan", "plans"))
    result = run("phrases", "check", str(texts), "--campus-file", str(campus))
    assert result.exit_code == 1
    assert "phrase 1, category" in result.output


def test_a_campus_keeps_its_own_phrases(run: Run, tmp_path: Path) -> None:
    """What a campus adds is loaded, and comes out again when the campus is dumped."""
    campus = tmp_path / "campus.toml"
    plan = (ROOT / "examples" / "northfield.toml").read_text()
    campus.write_text(plan + '\n[[phrase]]\ntext = "the old quarry"\ncategory = "plan"\n')
    assert run("db", "upgrade").exit_code == 0
    assert "1 phrase added" in run("load", str(campus)).output
    assert "nothing to change" in run("load", str(campus)).output
    dumped = tmp_path / "dumped.toml"
    assert run("dump", str(dumped)).exit_code == 0
    assert 'text = "the old quarry"' in dumped.read_text()


def test_a_wheel_has_the_phrases_in_it(tmp_path: Path) -> None:
    """Whoever installs a built Warmline, not the working copy, has the phrases too."""
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    command = [sys.executable, "-c", build, str(tmp_path)]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    wheel = zipfile.ZipFile(tmp_path / made.stdout.split()[-1])
    assert "warmline/care/en.toml" in wheel.namelist()
