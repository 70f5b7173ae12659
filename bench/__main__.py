"""`make bench`: every benchmark, one after the other. Each prints its method and its figures."""

from __future__ import annotations

import importlib
import sys

NAMES = ("pipeline", "sftp", "ern")


def main(names: list[str]) -> int:
    """Run the benchmarks asked for, all of them where none is named."""
    for name in names or list(NAMES):
        print(f"\n=== {name} " + "=" * (72 - len(name)), flush=True)
        importlib.import_module(f"bench.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
