"""Files in one container, and out of it again: folder, ZIP, TAR, `.itmsp`; and their names, as data."""

from tunemantra.contrib.containers.layout import FIELDS, Layout
from tunemantra.contrib.containers.packing import Container, container_of, pack
from tunemantra.contrib.containers.unpacking import Limits, is_container, unpack

__all__ = ["FIELDS", "Container", "Layout", "Limits", "container_of", "is_container", "pack", "unpack"]
