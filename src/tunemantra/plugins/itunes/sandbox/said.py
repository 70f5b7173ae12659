"""The status document of a product, as the store writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from tunemantra.plugins.itunes.sandbox.store import RUNNING, Delivered, Product

if TYPE_CHECKING:
    from tunemantra.contrib.sandbox import Faults


def status_document(product: Product, faults: Faults) -> bytes:
    """Return the document, or what the faults that are due make of it."""
    root = etree.Element("itunes_transporter")
    on_store = bool(product.shelf.on_store)
    late = on_store and faults.take("late-status") is not None
    node = etree.SubElement(root, "upload_status", apple_identifier=product.apple_id, vendor_identifier=product.vendor)
    _content(node, product)
    uploads = list(product.uploads)
    if on_store and faults.take("duplicate-status") is not None:
        uploads += uploads
    if on_store and faults.take("out-of-order-status") is not None:
        uploads.reverse()
    for upload in uploads:
        _upload(node, upload, upload.status)
    if late and product.newest is not None:
        _upload(node, product.newest, RUNNING)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _content(node: etree._Element, product: Product) -> None:
    shelf, fresh = product.shelf, not product.document
    content = etree.SubElement(
        node,
        "content_status_info",
        content_status="Unpolished" if fresh else "Polished",
        content_review_status="NotReviewed" if fresh else "Reviewed",
        itunes_connect_status=product.connect or "N/A",
    )
    lists = {name: ",".join(getattr(shelf, name)) or "N/A" for name in ("on_store", "not_on_store", "ready_for_store")}
    moment = {"changed": shelf.changed} if shelf.changed else {}
    etree.SubElement(content, "store_status", {**lists, **moment})


def _upload(node: etree._Element, upload: Delivered, word: str) -> None:
    info = etree.SubElement(node, "upload_status_info", created=upload.created, status=word)
    if upload.lines:
        info.text = "\n" + "\n".join(line.removeprefix("ERROR ") for line in upload.lines) + "\n"
