"""Kill builds at random moments: the base that was there must open, and the next build be whole.

    python -m benchmarks.kills [--times 200] [--texts FOLDER] [--seed 1]

A base of some texts stands; one text is changed, and the rebuild is killed with SIGKILL
somewhere between its start and its end: every second time it alone, else its workers with it.
Half of the kills wait until the build writes. Then the base must open and be, byte for byte,
the old one or the new one; and the next build must give the new one and leave nothing beside
it, no temporary folder and no process.

Run it from a clone that nobody works in: what a build takes over depends on the code.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from comity.base import Base
from comity.base.manifest import OUTSIDE
from comity.pipeline import build
from comity.settings import Settings

WORDS = "members offices machines lakes registers publish train answer keep share yearly freely"


def made_texts(folder: Path, chance: random.Random) -> None:
    """A few short laws."""
    folder.mkdir()
    words = WORDS.split()
    for number in range(4):
        articles = [
            f"Article {n}\n\nAll {' '.join(chance.choices(words, k=24))}.\n" for n in range(1, 30)
        ]
        text = "Pact\n\n" + "\n".join(articles)
        (folder / f"pact-{number}.en.txt").write_text(text, "utf-8")


def held(path: Path) -> dict[str, bytes]:
    """Every file that the hashes cover."""
    return {
        file.relative_to(path).as_posix(): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file() and file.name not in OUTSIDE
    }


def started(texts: Path, base: Path) -> int:
    """The process id of a build that runs by itself."""
    child = os.fork()
    if child:
        return child
    os.setsid()
    try:
        build([texts], Settings(base=base, jobs=1))
    except BaseException as error:
        print(f"The build failed: {error!r}", file=sys.stderr)
        os._exit(1)
    os._exit(0)


def still_there(session: int) -> list[str]:
    """The processes of a session that live on."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(words[3]) == session and words[0] != "Z":
            found.append(stat.parent.name)
    return found


def wait_for_writing(folder: Path, most_s: float) -> None:
    """Until a build has begun to write beside the base, or has had the time to."""
    until = time.monotonic() + 2 * most_s
    while time.monotonic() < until:
        if any(".building-" in path.name for path in folder.iterdir()):
            return
        time.sleep(0.001)


def undisturbed(texts: Path, base: Path) -> float:
    """Build to the end; how many seconds it took."""
    begun = time.monotonic()
    _, status = os.waitpid(started(texts, base), 0)
    if status:
        raise SystemExit(f"A build into {base} that nobody disturbed failed.")
    return time.monotonic() - begun


def kill_builds(place: Path, times: int, seed: int, given: Path | None) -> Counter[str]:
    """What the kills met; ends with a message at the first promise that is broken."""
    chance = random.Random(seed)
    texts, base = place / "texts", place / "home" / "base"
    temporary = place / "temporary"
    temporary.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    if given is None:
        made_texts(texts, chance)
    else:
        shutil.copytree(given, texts)
    # Here too, so that every later child finds all that a build loads already loaded.
    build([texts], Settings(base=place / "old", jobs=1))
    shutil.rmtree(place / "old")
    undisturbed(texts, place / "old")
    changed = chance.choice(sorted(texts.rglob("*.txt")))
    added = "\n\nArticle 99\n\nMembers answer each other within a year.\n"
    changed.write_text(changed.read_text("utf-8") + added, "utf-8")
    undisturbed(texts, place / "new")
    old, new = held(place / "old"), held(place / "new")
    seconds = 0.0
    for _ in range(3):
        shutil.rmtree(place / "home", ignore_errors=True)
        shutil.copytree(place / "old", base)
        seconds = max(seconds, undisturbed(texts, base))
        if held(base) != new:
            raise SystemExit("An undisturbed rebuild differs from a fresh build.")
    met: Counter[str] = Counter()
    for number in range(times):
        shutil.rmtree(place / "home")
        shutil.copytree(place / "old", base)
        child = started(texts, base)
        if number % 4 < 2:
            time.sleep(chance.uniform(0, seconds))
        else:  # most of a build is reading: here, while it writes
            wait_for_writing(base.parent, seconds)
            time.sleep(chance.uniform(0, seconds / 8))
        with suppress(ProcessLookupError):  # no session of its own yet, or all have ended
            (os.kill if number % 2 else os.killpg)(child, signal.SIGKILL)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        beside = sorted(p.name for p in base.parent.iterdir() if p != base)
        Base.open(base).documents()
        now = held(base)
        if now not in (old, new):
            raise SystemExit(f"Kill {number}: the base is neither the old nor the new one.")
        met["the build had ended" if not os.WIFSIGNALED(status) else "killed"] += 1
        met["new base in place" if now == new else "old base in place"] += 1
        met["leftovers beside it"] += bool([b for b in beside if ".building-" in b])
        met["temporary folders left"] += bool(list(temporary.iterdir()))
        undisturbed(texts, base)
        if held(base) != new:
            raise SystemExit(f"Kill {number}: the next build differs from an undisturbed one.")
        left = [p.name for p in (*base.parent.iterdir(), *temporary.iterdir()) if p != base]
        if left:
            raise SystemExit(f"Kill {number}: {sorted(left)} is left after the next build.")
        if lives := still_there(child):
            raise SystemExit(f"Kill {number}: processes {lives} of the killed build live on.")
        if (number + 1) % 20 == 0:
            print(f"{number + 1} of {times}", file=sys.stderr)
    return met


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", type=Path, help="folder of texts, in place of made ones")
    options = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        met = kill_builds(Path(place), options.times, options.seed, options.texts)
    for what, count in sorted(met.items()):
        print(f"{count:5}  {what}")
    print(f"{time.monotonic() - begun:5.0f}  seconds")


if __name__ == "__main__":
    main()
