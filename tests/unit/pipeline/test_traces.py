from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from tests.unit.pipeline.world import START, World
from tunemantra.contrib.transports import FolderTransport
from tunemantra.core.trace import Trace
from tunemantra.pipeline import traces
from tunemantra.pipeline.traces import Leaving, TracedFiles
from tunemantra.ports.transport import Endpoint, FileTransport, Proof


def test_a_visit_writes_a_folder_down_once_and_the_end_forgets_its_own(world: World) -> None:
    first, second = world.order("corner", "market")
    for order in (first, second):
        visit = Leaving(world.tools, order, order.platform)
        for folder in ("album", "album", "album/audio"):
            visit.begin("files", folder)
    key = f"corner/files/{first.distribution_id}"
    mine = [(key, Trace(first.id, folder, START)) for folder in ("album", "album/audio")]
    assert [found for found in traces.every(world.tools) if found[0] == key] == mine
    assert len(list(traces.every(world.tools))) == 4
    visit.end()
    assert list(traces.every(world.tools)) == mine


def test_it_is_a_transport_that_tells_where_it_sends_to(tmp_path: Path) -> None:
    begun: list[str] = []
    inner = FolderTransport(Endpoint("files", tmp_path.as_uri()))
    with TracedFiles(inner, begun.append) as files:
        data = b"<a/>"
        assert files.put(io.BytesIO(data), "in/a.xml", size=4, sha256=hashlib.sha256(data).hexdigest()) == 4
        assert files.proof("in/a.xml") is Proof.READ_BACK
        found = files.stat("in/a.xml")
        assert found is not None
        assert [one.name for one in files.list("in")] == [found.name]
        assert files.read("in/a.xml") == data
        (tmp_path / "in" / "b.partial").touch()
        assert files.clean("in", before=START + timedelta(days=99999)) == ("in/b.partial",)
        files.remove("in/a.xml")
        assert files.stat("in/a.xml") is None
    assert begun == ["in"]


def test_what_the_transport_does_not_offer_it_does_not_either() -> None:
    ended: list[bool] = []
    plain = cast("FileTransport", SimpleNamespace(close=lambda: ended.append(True)))
    with TracedFiles(plain, lambda _folder: None) as files:
        assert files.proof("a") is None
        assert files.clean(before=START) == ()
    assert ended == [True]
