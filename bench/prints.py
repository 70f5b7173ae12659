"""How fast a recording is found again among 100 000 fingerprints, in how much memory, and how surely.

Method: the fingerprints are synthetic, for nobody has a hundred thousand masters at hand; they have the statistics of
real ones: 1450 words, three minutes; a word differs from the one before it in an eighth of its bits, and some bits are
seldom set. A question is one of them as another encoding of it would be heard at worst, half a word out of step: 4 to
20 seconds are missing at its start, and each bit is wrong with a probability of 8 %; a shorter one is only 20 seconds
of it. Questions without an answer are asked as well. They are asked by a fresh process, whose memory is told: `private`
is its own, `mapped` are pages of the index that the kernel may take back at any time. Times are processor time
of one core. Rivals: the floor under any search without an index, numpy counting the bits in which a question differs
from every fingerprint at one single offset of the thousands there are; and the exact comparison with one recording, a
hundred thousand times.

What bounds it: the index keeps a sixteenth of all words, chosen by the word itself, and every question looks for its
own and those one bit away; most of the time goes into finding their places by bisection, in every part of the index.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tunemantra.contrib.media.prints import PrintIndex, similarity
from tunemantra.core.catalogue import Recording

ENTRIES: Final = 100_000
WORDS: Final = 1_450
BATCH: Final = 5_000
ASKED: Final = 100
WRONG: Final = 0.08
EXCERPT: Final = 160
GOAL_MS: Final = 100
GOAL_MB: Final = 200
GOAL_RECALL: Final = 0.99
_SELDOM: Final = np.uint32(0x0140_2211)

Words = NDArray[np.uint32]


def main() -> None:
    """Print the method and the figures; the exit code says whether the goals are met."""
    print(__doc__)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "prints"
        begun = time.process_time()
        _fill(folder)
        built = time.process_time() - begun
        size = sum(path.stat().st_size for path in folder.iterdir())
        print(f"{ENTRIES:,} fingerprints made and added in {built:.0f} s, {size / 1e6:,.0f} MB on disk")
        told = _asked(folder)
        scan = _scan()
    print(f"{'':38}{'median ms':>12}{'worst ms':>12}{'found':>8}")
    for name in ("whole", "excerpt", "unknown"):
        one = told[name]
        print(f"{name:38}{one['median']:12.1f}{one['worst']:12.1f}{one['found']:8.0%}")
    print(f"{'rival: every one at a single offset':38}{scan * 1000:12.1f}")
    print(f"{'rival: every one at every offset':38}{told['exact'] * ENTRIES * 1000:12,.0f}")
    print(f"memory of the process that asked: {told['private']:.0f} MB private, {told['mapped']:.0f} MB mapped")
    goals = {
        f"median below {GOAL_MS} ms": max(told[name]["median"] for name in ("whole", "unknown")) < GOAL_MS,
        f"less than {GOAL_MB} MB private": told["private"] < GOAL_MB,
        f"{GOAL_RECALL:.0%} found, nothing found that is not there": (
            told["whole"]["found"] >= GOAL_RECALL and told["unknown"]["found"] == 0
        ),
    }
    for name, met in goals.items():
        print(f"goal {name}: {'reached' if met else 'MISSED'}")
    sys.exit(not all(goals.values()))


def _fill(folder: Path) -> None:
    index = PrintIndex(folder)
    for first in range(0, ENTRIES, BATCH):
        made = _batch(first // BATCH)
        index.add((Recording(f"{first + row}", f"ZZBEN{first + row:07d}", 180.0), made[row]) for row in range(BATCH))


def _batch(number: int) -> Words:
    """Return fingerprints; the same number gives the same ones. Shape (BATCH, WORDS)."""
    dice = np.random.default_rng(number)
    shape = (2, BATCH, WORDS)
    steps = dice.integers(0, 2**32, shape, dtype=np.uint32)
    for _ in range(2):
        steps &= dice.integers(0, 2**32, shape, dtype=np.uint32)
    steps[:, :, 0] = dice.integers(0, 2**32, (2, BATCH), dtype=np.uint32)
    walks = np.bitwise_xor.accumulate(steps, axis=2)
    return np.asarray(walks[0] & (walks[1] | ~_SELDOM))


def _distorted(words: Words, dice: np.random.Generator) -> Words:
    wrong = [(dice.random(len(words)) < WRONG).astype(np.uint32) << np.uint32(bit) for bit in range(32)]
    return words ^ np.bitwise_or.reduce(wrong)


def _asked(folder: Path) -> dict[str, dict[str, float]] | dict[str, float]:
    run = [sys.executable, "-m", "bench.prints", str(folder)]
    done = subprocess.run(run, check=True, capture_output=True, text=True, cwd=Path(__file__).resolve().parent.parent)
    return json.loads(done.stdout)


def _ask(folder: Path) -> None:
    """Ask as a process of its own, and print what came of it."""
    dice = np.random.default_rng(99)
    known = []
    for number in (0, ENTRIES // BATCH - 1):
        made = _batch(number)
        known += [(number * BATCH + row, made[row].copy()) for row in range(0, BATCH, 2 * BATCH // ASKED)]
        del made
    whole = [(key, _distorted(words[int(dice.integers(32, 162)) :], dice)) for key, words in known]
    excerpt = [(key, _distorted(words[600 : 600 + EXCERPT], dice)) for key, words in known]
    unknown = [(-1, words.copy()) for words in _batch(1000)[:ASKED]]
    index = PrintIndex(folder)
    told: dict[str, object] = {}
    for name, questions in (("whole", whole), ("excerpt", excerpt), ("unknown", unknown)):
        times, found = [], 0
        for key, words in questions:
            begun = time.process_time()
            matches = index.find(words)
            times.append(1000 * (time.process_time() - begun))
            found += bool(matches) and (key < 0 or matches[0].recording.key == str(key))
        told[name] = {"median": float(np.median(times)), "worst": max(times), "found": found / len(questions)}
        told["private"] = _memory("RssAnon")
    told["mapped"] = _memory("RssFile")
    begun = time.process_time()
    for _, words in known[:20]:
        similarity(words, whole[0][1])
    told["exact"] = (time.process_time() - begun) / 20
    print(json.dumps(told))


def _memory(name: str) -> float:
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith(f"{name}:"))


def _scan() -> float:
    """Return the seconds it takes to hold one question against all fingerprints at one offset."""
    made, question = _batch(0), _batch(1)[0]
    begun = time.process_time()
    np.bitwise_count(made ^ question).sum(axis=1)
    return (time.process_time() - begun) * ENTRIES / BATCH


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _ask(Path(sys.argv[1]))
    else:
        main()
