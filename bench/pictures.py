"""How much making a store's cover costs over the bare calls of Pillow, and what pyvips would take.

Method: masters are made beforehand: JPEGs of 4000 and 8000 pixels, and one of 4000 in CMYK with an ICC profile. Each
becomes a baseline JPEG of 3000 pixels in sRGB, quality 92, without chroma subsampling. Ours measures, checks, converts
and writes as in a delivery. Bare Pillow is `open`, `profileToProfile` where there is a profile, `resize` with Lanczos
and `save`; for the 8000 pixels it is shown with `draft` as well, which halves while it decodes. pyvips is `thumbnail`
(Lanczos, shrink on load) and `jpegsave`. Every run is a process of its own, so that its peak memory is its own; wall
time is that of the work, without starting Python and importing. Rounds of all alternate, and the best of each counts;
seconds of CPU are those of all cores in that round.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

SIDE = 3000
QUALITY = 92
ROUNDS = int(os.environ.get("TUNEMANTRA_BENCH_ROUNDS", "3"))
GOAL = 1.10
CASES = ("4000 to 3000", "CMYK to sRGB", "8000 to 3000")


def ours(source: Path, folder: Path) -> Callable[[], None]:
    """Return our conversion, ready to run."""
    from tunemantra.contrib.media import PillowImages
    from tunemantra.core.requirement import ImageForm

    images = PillowImages()
    return lambda: images.process(source, [ImageForm("JPEG", SIDE, QUALITY)], folder) and None


def pillow(source: Path, folder: Path, *, draft: bool = False) -> Callable[[], None]:
    """Return the bare calls of Pillow."""
    from PIL import Image, ImageCms

    def work() -> None:
        with Image.open(source) as image:
            if draft:
                image.draft(image.mode, (SIDE, SIDE))
            profile = image.info.get("icc_profile")
            picture: Image.Image | None = image
            if profile:
                srgb = ImageCms.createProfile("sRGB")
                picture = ImageCms.profileToProfile(image, BytesIO(profile), srgb, outputMode="RGB")
            assert picture is not None
            small = picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
            small.save(folder / "bare.jpg", "JPEG", quality=QUALITY, subsampling=0)

    return work


def drafted(source: Path, folder: Path) -> Callable[[], None]:
    """Return the bare calls of Pillow, halving while decoding."""
    return pillow(source, folder, draft=True)


def vips(source: Path, folder: Path) -> Callable[[], None]:
    """Return the bare calls of pyvips."""
    import pyvips

    def work() -> None:
        small = pyvips.Image.thumbnail(str(source), SIDE, height=SIDE, size="down", output_profile="srgb")
        small.jpegsave(str(folder / "vips.jpg"), Q=QUALITY, subsample_mode="off", keep="none")

    return work


WAYS: dict[str, Callable[[Path, Path], Callable[[], None]]] = {
    "ours": ours,
    "Pillow": pillow,
    "Pillow, draft": drafted,
    "pyvips": vips,
}


def make_masters(folder: Path) -> dict[str, Path]:
    """Write the masters and return them by case."""
    import pyvips
    from PIL import Image

    from tunemantra.contrib.media.covers import draw_cover

    picture = draw_cover(4000, 1)
    paths = {case: folder / f"{number}.jpg" for number, case in enumerate(CASES)}
    picture.save(paths[CASES[0]], quality=95, subsampling=0)
    profile = pyvips.Operation.call("profile_load", "cmyk")
    picture.convert("CMYK").save(paths[CASES[1]], quality=95, icc_profile=bytes(profile))
    large = picture.resize((8000, 8000), Image.Resampling.BICUBIC)
    large.save(paths[CASES[2]], quality=95, subsampling=0)
    return paths


def measure(way: str, source: Path, folder: Path) -> tuple[float, float, float]:
    """Return seconds on the clock and of all cores, and the peak in MiB, of one run in a process of its own."""
    command = [sys.executable, "-m", "bench.pictures", "--run", way, str(source), str(folder)]
    run = subprocess.run(command, check=True, capture_output=True)
    seconds, cpu, peak = json.loads(run.stdout)
    return seconds, cpu, peak


def run_one(way: str, source: str, folder: str) -> int:
    """Do one piece of work in this process and print what it took."""
    work = WAYS[way](Path(source), Path(folder))
    start, begun = time.perf_counter(), time.process_time()
    work()
    seconds, cpu = time.perf_counter() - start, time.process_time() - begun
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    assert peak
    print(json.dumps([seconds, cpu, int(peak[1]) / 1024]))
    return 0


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 where the goal was missed."""
    if arguments[:1] == ["--run"]:
        return run_one(*arguments[1:])
    print(__doc__)
    worst = 0.0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        masters = make_masters(folder)
        for case in CASES:
            best: dict[str, tuple[float, float, float]] = {}
            for _ in range(ROUNDS):
                for way in WAYS:
                    best[way] = min(best.get(way, (1e9, 1e9, 1e9)), measure(way, masters[case], folder))
            bare = best["Pillow"]
            worst = max(worst, best["ours"][0] / bare[0])
            print(f"{case}:")
            for way, (seconds, cpu, peak) in best.items():
                share = f"{seconds / bare[0]:5.2f} of Pillow"
                print(f"  {way:14} {seconds:6.2f} s ({cpu:5.2f} s of CPU)  {share}   peak {peak:5.0f} MiB")
    print(
        f"ours over bare Pillow at its worst: {worst:.2f}; goal {GOAL:.2f}: {'reached' if worst <= GOAL else 'MISSED'}"
    )
    return int(worst > GOAL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
