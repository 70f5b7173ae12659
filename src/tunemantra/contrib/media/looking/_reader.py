"""Reads the words on a cover with rapidocr, whose models come with it: nothing is fetched from anywhere."""

from __future__ import annotations

import threading
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, cast

from tunemantra.core.analysis import PictureText

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tunemantra.contrib.media.looking._sight import Sight

_SIDE: Final = 1000
_SURE: Final = 0.8
_SHORTEST: Final = 2
_MODELS: Final = {"Det": "*det*.onnx", "Rec": "*rec*.onnx", "Cls": "*cls*.onnx"}


class _Found(Protocol):
    boxes: NDArray[np.float32] | None
    txts: tuple[str, ...] | None
    scores: tuple[float, ...] | None


class _Engine(Protocol):
    def __call__(self, image: NDArray[np.uint8], *, use_cls: bool) -> _Found: ...


class Reader:
    """Reads words. Safe to use from several threads, which read one picture after the other."""

    _guard = threading.Lock()

    @property
    def installed(self) -> bool:
        """Return whether the library and its models are there."""
        return bool(_models())

    def read(self, sight: Sight) -> tuple[PictureText, ...]:
        """Return the lines of text in a picture, in reading order; only those that are sure enough."""
        import numpy as np

        small = sight.image.copy()
        small.thumbnail((_SIDE, _SIDE))
        pixels = np.ascontiguousarray(np.asarray(small)[:, :, ::-1])
        with self._guard:
            found = _engine()(pixels, use_cls=False)
        if found.boxes is None or found.txts is None or found.scores is None:
            return ()
        scale = sight.image.width / small.width
        texts = []
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
            if score >= _SURE and sum(char.isalnum() for char in text) >= _SHORTEST:
                (left, top), (right, bottom) = box.min(axis=0), box.max(axis=0)
                region = sight.region(left, top, right, bottom, of=scale)
                texts.append(PictureText(text, region, round(float(score), 3)))
        return tuple(sorted(texts, key=lambda text: (text.region.top, text.region.left)))


@cache
def _models() -> dict[str, str]:
    """Return the model files by what they do; empty where one is missing."""
    package = find_spec("rapidocr")
    if package is None or not package.submodule_search_locations or find_spec("onnxruntime") is None:
        return {}
    folder = Path(next(iter(package.submodule_search_locations))) / "models"
    found = {part: next(iter(sorted(folder.glob(pattern))), None) for part, pattern in _MODELS.items()}
    return {part: str(path) for part, path in found.items() if path} if all(found.values()) else {}


@cache
def _engine() -> _Engine:
    from rapidocr import RapidOCR

    # With a path for each model the library has no reason to ask its server for one.
    params = {f"{part}.model_path": path for part, path in _models().items()}
    return cast("_Engine", RapidOCR(params={"Global.log_level": "error", **params}))


__all__ = ["Reader"]
