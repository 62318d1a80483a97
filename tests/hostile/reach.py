"""Run by test_reach.py in a process of its own: commands, and what they reached for, as Python's audit events tell it.

Arguments: a file of commands (a JSON list of words a line) and a file for what was reached for, a JSON list [command, what,
where] a line.
"""

import json
import os
import sys
from pathlib import Path

MAKES = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.utime"}
STARTS = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.spawn", "os.fork", "os.forkpty"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def written(event: str, given: tuple[object, ...]) -> str | None:
    """What is written, made or removed by what an audit event tells; None where nothing is."""
    place = given[0] if given else None
    if event == "open":
        is_writing = any(sign in str(given[1] or "") for sign in "wax+") or (isinstance(given[2], int) and bool(given[2] & WRITING))
        return os.fsdecode(place) if is_writing and isinstance(place, (str, bytes)) else None
    if event in MAKES or event == "sqlite3.connect":
        return os.fsdecode(place) if isinstance(place, (str, bytes, Path)) else event
    return None


def main(commands: str, results: str) -> None:
    """Go through the commands."""
    from asked import ask

    reached: list[tuple[str, str, str]] = []
    doing = ""

    def hook(event: str, given: tuple[object, ...]) -> None:
        if event.split(".")[0] in ("socket", "urllib", "http", "ftplib", "smtplib"):
            reached.append((doing, "network", event))
        elif event in STARTS:
            reached.append((doing, "process", str(given[0])))
        elif (place := written(event, given)) is not None:
            reached.append((doing, "write", place))
        elif event == "open" and isinstance(given[0], (str, bytes)):
            reached.append((doing, "read", os.fsdecode(given[0])))

    sys.addaudithook(hook)
    for line in Path(commands).read_text(encoding="utf-8").splitlines():
        words = json.loads(line)
        doing = " ".join(words)
        said = ask(*words)
        reached.append((doing, "code", str(said.code)))
    doing = ""
    Path(results).write_text("\n".join(map(json.dumps, filter(lambda one: one[0], reached))), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
