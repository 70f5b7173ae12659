"""A release in the author's form: reading it gives the release again."""

import json
import unicodedata
from decimal import Decimal

from attrs import evolve
from hypothesis import HealthCheck, given, settings

from tests.support import draws
from tunemantra.contrib.formats import JsonCodec, ReleaseFolder, release_document
from tunemantra.core.release import Asset, Release
from tunemantra.testing.factories import make_release
from tunemantra.testing.products import products


@given(product=products())
@settings(
    max_examples=draws(40),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
def test_every_kind_of_product_survives_its_written_form(tmp_path, product):
    files = [product.artwork.path, *(track.audio.path for track in product.tracks)]
    for name in [*files, *(asset.path for _, asset in product.additions())]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "release.json").write_text(json.dumps(release_document(product)), encoding="utf-8")
    submission = ReleaseFolder().read(tmp_path)
    assert submission.findings == ()
    assert composed(submission.release) == composed(product)


def test_booklet_and_canvas_survive_the_written_form(tmp_path):
    plain = make_release()
    first, second = plain.tracks
    motion = {"motion_square": Asset("motion/1.mp4"), "motion_tall": Asset("motion/2.mp4")}
    plain = evolve(plain, **motion)
    release = evolve(plain, booklet=Asset("booklet.pdf"), tracks=(evolve(first, canvas=Asset("canvas/1.mp4")), second))
    files = [*release.assets(), *release.additions()]
    for _, asset in files:
        (tmp_path / asset.path).parent.mkdir(exist_ok=True)
        (tmp_path / asset.path).touch()
    (tmp_path / "release.json").write_text(json.dumps(release_document(release)), encoding="utf-8")
    submission = ReleaseFolder().read(tmp_path)
    assert submission.findings == ()
    read = submission.release
    assert [(path, asset.path) for path, asset in (*read.assets(), *read.additions())] == [
        (path, asset.path) for path, asset in files
    ]


def test_a_gain_survives_the_written_form_and_so_does_that_there_is_to_be_none(tmp_path):
    plain = make_release()
    gains = (Decimal("-1.5"), Decimal(0))
    tracks = tuple(evolve(track, gain=gain) for track, gain in zip(plain.tracks, gains, strict=True))
    release = evolve(plain, tracks=tracks)
    for _, asset in release.assets():
        (tmp_path / asset.path).parent.mkdir(exist_ok=True)
        (tmp_path / asset.path).touch()
    (tmp_path / "release.json").write_text(json.dumps(release_document(release)), encoding="utf-8")
    submission = ReleaseFolder().read(tmp_path)
    assert submission.findings == ()
    assert tuple(track.gain for track in submission.release.tracks) == gains
    assert JsonCodec().load(JsonCodec().dump(release), Release) == release


def test_what_is_not_stated_is_not_written():
    document = release_document(make_release())
    assert "credits" not in document
    assert "exclude" not in document["deals"][0]
    assert all(value not in ("", [], {}, None) for value in document.values())


def composed(release):
    """A release as a JSON text in NFC, which the folder's texts are read in."""
    return unicodedata.normalize("NFC", json.dumps(json.loads(JsonCodec().dump(release)), ensure_ascii=False))
