"""The guide's transport passes the kit it points to, and the guide names every hook."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.support import REPO_ROOT
from tunemantra.ports import NotifierProvider, StorageProvider, TranscoderProvider, TransportProvider
from tunemantra.ports.hooks import HookSpecification

GUIDE = (REPO_ROOT / "docs" / "how-to" / "write-an-adapter.md").read_text(encoding="utf-8")
CODE = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_the_transport_of_the_guide_passes_the_kit(tmp_path: Path) -> None:
    wanted = [block for block in CODE if "open_share" in block]
    imports = "from collections.abc import Iterable\nfrom pathlib import Path\n\nfrom attrs import evolve\n\n"
    imports += "from tunemantra import hookimpl\nfrom tunemantra.ports import SecretStore\n\n"
    (tmp_path / "test_share.py").write_text(imports + "\n".join(wanted), "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_share.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert int(re.findall(r"(\d+) passed", run.stdout)[0]) > 20


def test_the_guide_names_every_hook_with_what_it_returns() -> None:
    rows = dict(re.findall(r"^\| `(tunemantra_\w+)` \| `(\w+)` \|", GUIDE, re.MULTILINE))
    made = {kind.__name__ for kind in (TransportProvider, StorageProvider, TranscoderProvider, NotifierProvider)}
    assert set(rows.values()) == made
    hooks = {name for name in vars(HookSpecification) if name.startswith("tunemantra_")}
    others = {"tunemantra_platforms", "tunemantra_check_release", "tunemantra_delivery_changed"}
    assert set(rows) == hooks - others
