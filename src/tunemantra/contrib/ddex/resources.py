"""The resource list: recordings, films, what is heard in mixes, picture and booklet (`ddex-facts` 4.1, 4.2 and 4.6).

The order within the list is the schema's: recordings, then films, then pictures, then texts; playing order is in the
resource group.
"""

from __future__ import annotations

from tunemantra.contrib.ddex.context import COVER, Context
from tunemantra.contrib.ddex.files import BOOKLET, write_file, write_image
from tunemantra.contrib.ddex.nodes import Node, leaf, node
from tunemantra.contrib.ddex.recordings import write_recording, write_supplement, write_video_resource
from tunemantra.core.media import BookletFacts, ImageFacts
from tunemantra.core.release import Medium


def write_resources(root: Node, context: Context) -> None:
    """Write the resource list."""
    resources = node(root, "ResourceList")
    tracks = context.release.tracks
    for index, track in enumerate(tracks):
        if track.medium is Medium.AUDIO:
            write_recording(resources, context, index, track)
    for supplement in context.supplements:
        write_supplement(resources, context, supplement)
    for index, track in enumerate(tracks):
        if track.medium is Medium.VIDEO:
            write_video_resource(resources, context, index, track)
    _write_picture(resources, context)
    if context.release.booklet is not None:
        _write_booklet(resources, context)


def _write_picture(resources: Node, context: Context) -> None:
    """Write the cover; in profiles of films it is a still of them."""
    image = node(resources, "Image")
    leaf(image, "ResourceReference", context.cover)
    leaf(image, "Type", "VideoScreenCapture" if context.profile.stills else "FrontCoverImage")
    resource_id = node(image, "ResourceId")
    leaf(resource_id, "ProprietaryId", f"{context.product}_cover", Namespace=context.sender)
    if context.release.artwork_ai is not None:
        leaf(image, "ContainsAI", context.release.artwork_ai.value)
    entry = context.files.get(COVER)
    if entry is None or not isinstance(entry.facts, ImageFacts) or not context.tells(entry):
        return
    details = node(image, "TechnicalDetails")
    leaf(details, "TechnicalResourceDetailsReference", f"T{context.cover[1:]}")
    write_image(details, entry.facts, context.sender)
    write_file(details, entry, context.dialect.hash_algorithm, provision=context.version.states_provision)


def _write_booklet(resources: Node, context: Context) -> None:
    """Write the booklet: a text to look at, whose bytes are a PDF."""
    text = node(resources, "Text")
    leaf(text, "ResourceReference", context.booklet)
    leaf(text, "Type", "NonInteractiveBooklet")
    leaf(node(text, "ResourceId"), "ProprietaryId", f"{context.product}_{BOOKLET}", Namespace=context.sender)
    entry = context.files.get(BOOKLET)
    if entry is None or not isinstance(entry.facts, BookletFacts) or not context.tells(entry):
        return
    details = node(text, "TechnicalDetails")
    leaf(details, "TechnicalResourceDetailsReference", f"T{context.booklet[1:]}")
    leaf(details, "TextCodecType", "PDF")
    write_file(details, entry, context.dialect.hash_algorithm, provision=context.version.states_provision)


__all__ = ["write_resources"]
