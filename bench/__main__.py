"""`make bench`: every benchmark in a process of its own, one after the other.

Each prints its method, its figures beside a rival's, and whether its goal was reached. The exit code is 1 when a goal
was missed.
"""

from __future__ import annotations

import subprocess
import sys

NAMES = (
    "pipeline",
    "fanout",
    "check",
    "deliveries",
    "ledger",
    "media",
    "listening",
    "prints",
    "pictures",
    "sftp",
    "transports",
    "ern",
    "ern_read",
    "dsr",
)


def main(names: list[str]) -> int:
    """Run the benchmarks asked for, all of them where none is named."""
    worst = 0
    for name in names or list(NAMES):
        print(f"\n=== {name} " + "=" * (72 - len(name)), flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
