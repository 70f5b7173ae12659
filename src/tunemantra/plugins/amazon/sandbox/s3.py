"""The S3 side: each request is checked against its signature, its body against its hashes; faults on demand."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from attrs import define, field
from lxml import etree
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from tunemantra.contrib.sandbox import Faults, Journal, cut_connection
from tunemantra.plugins.amazon.sandbox.bucket import Arrived, Bucket, Held
from tunemantra.plugins.amazon.sandbox.keys import Keys
from tunemantra.plugins.amazon.sandbox.signature import Asked, RefusedError, verify

NAME = "label-deliveries"
REGION = "us-east-1"
_XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
_DROP_AFTER = 65_536
_LARGEST_DOCUMENT = 1024 * 1024
_MOST_PARTS = 10_000
_MOST_KEYS = 1000
_MEDIA = (".flac", ".jpg")


@define
class S3:
    """The endpoints of one bucket, in path style.

    Args:
        bucket: what is kept.
        keys: the label's temporary key.
        journal, faults: of the simulator.
        created: told the key of every object that is there now, as a notification of S3 would.
    """

    bucket: Bucket
    keys: Keys
    journal: Journal
    faults: Faults
    created: Callable[[str], None] = field(default=lambda _key: None)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the bucket."""
        methods = ["GET", "PUT", "POST", "DELETE", "HEAD"]
        return [
            Route(f"/{NAME}", self.answer, methods=methods),
            Route(f"/{NAME}/{{key:path}}", self.answer, methods=methods),
        ]

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        try:
            promised = self._admit(request)
            response = await self._act(request, promised)
        except RefusedError as refusal:
            response = _refused(refusal, request)
        except ClientDisconnect:
            response = Response(status_code=400)
        self.journal.write("request", method=request.method, path=request.url.path, status=response.status_code)
        wrote = request.method in {"PUT", "POST"} and response.status_code == 200  # noqa: PLR2004 - success
        if wrote and self.faults.take("drop-answer") is not None:
            cut_connection(request)
        return response

    def _admit(self, request: Request) -> str:
        path = request.scope["raw_path"].decode("ascii")
        query = request.scope["query_string"].decode("ascii")
        asked = Asked(request.method, path, query, dict(request.headers))
        promised = verify(asked, self.keys.key, REGION, datetime.now(UTC))
        if request.method != "HEAD":  # its answer could not say why
            self._refuse()
        if self.faults.take("unavailable") is not None:
            raise RefusedError("SlowDown", 503, "please reduce your request rate")
        if request.method in {"PUT", "POST", "DELETE"} and self.faults.take("maintenance") is not None:
            raise RefusedError("ServiceUnavailable", 503, "read only for maintenance")
        return promised

    def _refuse(self) -> None:
        if self.faults.take("clock-skew") is not None:
            raise RefusedError("RequestTimeTooSkewed", 403, "your clock and ours are more than 15 minutes apart")
        if self.faults.take("token-expired") is not None:
            self.keys.renew()
            raise RefusedError("ExpiredToken", 400, "the token has expired")
        if self.faults.take("forbidden") is not None:
            raise RefusedError("AccessDenied", 403, "the account may not do this")

    async def _act(self, request: Request, promised: str) -> Response:
        key, query = request.path_params.get("key", ""), _query(request)
        match request.method:
            case "HEAD" | "GET" if not key:
                return self._uploads(query) if "uploads" in query else self._list(query)
            case "GET" if "uploadId" in query:
                return self._parts(key, query["uploadId"])
            case "HEAD" | "GET":
                return self._read(request, key)
            case "PUT" if key and "x-amz-copy-source" not in request.headers:
                return await self._put(request, key, query, promised)
            case "POST" if "uploads" in query:
                upload = self.bucket.begin(key, _metadata(request))
                return _xml("InitiateMultipartUploadResult", Bucket=NAME, Key=key, UploadId=upload)
            case "POST" if "uploadId" in query:
                return await self._complete(request, key, query["uploadId"], promised)
            case "DELETE" if key:
                return self._delete(key, query)
        raise RefusedError("NotImplemented", 501, "this bucket has no such operation")

    async def _put(self, request: Request, key: str, query: Mapping[str, str], promised: str) -> Response:
        self.bucket.path(key)
        arrived = await self._receive(request, promised)
        try:
            if "uploadId" not in query:
                held = arrived.held(_metadata(request))
                self.bucket.put(key, arrived, held)
                self._arrived(key, "ObjectCreated:Put")
            else:
                number = int(query.get("partNumber", "0"))
                if not 1 <= number <= _MOST_PARTS:
                    raise RefusedError("InvalidArgument", 400, f"there is no part {number}")
                held = self.bucket.take_part(key, query["uploadId"], number, arrived)
        finally:
            arrived.path.unlink(missing_ok=True)
        return Response(headers={"etag": f'"{held.etag}"', "x-amz-checksum-sha256": held.checksum})

    async def _receive(self, request: Request, promised: str) -> Arrived:
        path = self.bucket.arriving()
        try:
            arrived, crc = await self._written(request, path)
            sums = {"sha256": arrived.sha256, "crc32": crc.to_bytes(4, "big")}
            _check_sums(request, promised, sums)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return arrived

    async def _written(self, request: Request, path: Path) -> tuple[Arrived, int]:
        drop = self.faults.number("drop-connection", _DROP_AFTER)
        spoil = self.faults.take("corrupt-upload") is not None
        size, crc, md5, sha256 = 0, 0, hashlib.md5(usedforsecurity=False), hashlib.sha256()
        with path.open("wb") as file:
            async for block in request.stream():
                received = bytes([block[0] ^ 1]) + block[1:] if spoil and size == 0 and block else block
                size += len(received)
                if drop is not None and size >= drop:
                    cut_connection(request)
                    raise ClientDisconnect
                file.write(received)
                md5.update(received)
                sha256.update(received)
                crc = zlib.crc32(received, crc)
        return Arrived(path, size, md5.digest(), sha256.digest()), crc

    async def _complete(self, request: Request, key: str, upload: str, promised: str) -> Response:
        body = await _document(request, promised)
        if self.faults.take("error-inside") is not None:
            # The head of the answer is on its way before S3 knows how it ends.
            return _error("InternalError", "we had a problem in the middle", request, 200)
        held = await asyncio.to_thread(self.bucket.complete, key, upload, list(_listed(body)))
        self._arrived(key, "ObjectCreated:CompleteMultipartUpload")
        fields = {"Bucket": NAME, "Key": key, "ETag": f'"{held.etag}"', "ChecksumSHA256": held.checksum}
        return _xml("CompleteMultipartUploadResult", **fields)

    def _delete(self, key: str, query: Mapping[str, str]) -> Response:
        if "uploadId" in query:
            self.bucket.abort(key, query["uploadId"])
        else:
            self.bucket.remove(key)
            self.journal.write("object-removed", path=key)
        return Response(status_code=204)

    def _read(self, request: Request, key: str) -> Response:
        held = self.bucket.held(key)
        if held is None:
            raise RefusedError("NoSuchKey", 404, "no such object")
        whole = "range" not in request.headers
        headers = _described(held, checksum=whole and request.headers.get("x-amz-checksum-mode") == "ENABLED")
        if request.method == "GET":
            return FileResponse(self.bucket.path(key), headers=headers, media_type="application/octet-stream")
        return Response(headers={**headers, "content-length": str(held.size)})

    def _list(self, query: Mapping[str, str]) -> Response:
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        most = min(int(query.get("max-keys", _MOST_KEYS)), _MOST_KEYS)
        encode = quote if query.get("encoding-type") == "url" else str
        rows: list[str] = []
        folders: dict[str, None] = {}
        for key in self.bucket.keys(prefix):
            rest = key[len(prefix) :]
            if delimiter and delimiter in rest:
                folders[prefix + rest.split(delimiter, 1)[0] + delimiter] = None
            elif (held := self.bucket.held(key)) is not None and len(rows) < most:
                rows.append(f"<Contents>{_fields(Key=encode(key), **_told(held))}</Contents>")
        rows += [f"<CommonPrefixes>{_fields(Prefix=encode(one))}</CommonPrefixes>" for one in folders]
        encoding = {"EncodingType": "url"} if encode is quote else {}
        head = {"Name": NAME, "Prefix": encode(prefix), "KeyCount": str(len(rows)), "IsTruncated": "false", **encoding}
        return _xml("ListBucketResult", "".join(rows), **head)

    def _uploads(self, query: Mapping[str, str]) -> Response:
        rows = [
            f"<Upload>{_fields(Key=key, UploadId=upload, Initiated=at.replace('+00:00', 'Z'))}</Upload>"
            for key, upload, at in self.bucket.uploads(query.get("prefix", ""))
        ]
        return _xml("ListMultipartUploadsResult", "".join(rows), Bucket=NAME, IsTruncated="false")

    def _parts(self, key: str, upload: str) -> Response:
        rows = [
            f"<Part>{_fields(PartNumber=str(number), **_told(held), ChecksumSHA256=held.checksum)}</Part>"
            for number, held in self.bucket.parts(key, upload).items()
        ]
        head = {"Bucket": NAME, "Key": key, "UploadId": upload, "IsTruncated": "false"}
        return _xml("ListPartsResult", "".join(rows), **head)

    def _arrived(self, key: str, event: str) -> None:
        path = self.bucket.path(key)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        word = "asset-received" if key.endswith(_MEDIA) else "document-received"
        self.journal.write(word, path=key, sha256=sha256, size=path.stat().st_size, how=event)
        if key.endswith(_MEDIA) and self.faults.take("corrupt-object") is not None:
            _spoil(path)
        self.created(key)


def _spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


async def _document(request: Request, promised: str) -> bytes:
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > _LARGEST_DOCUMENT:
            raise RefusedError("MalformedXML", 400, "the list of parts is too long")
    if promised not in {"", hashlib.sha256(body).hexdigest()}:
        raise RefusedError("XAmzContentSHA256Mismatch", 400, "the body is not the one that was signed")
    return body


def _listed(body: bytes) -> Iterator[tuple[int, str, str]]:
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
        for part in root.findall("{*}Part"):
            number = int(part.findtext("{*}PartNumber", ""))
            yield number, part.findtext("{*}ETag", ""), part.findtext("{*}ChecksumSHA256", "")
    except (etree.XMLSyntaxError, ValueError):
        raise RefusedError("MalformedXML", 400, "the list of parts cannot be read") from None


def _check_sums(request: Request, promised: str, sums: Mapping[str, bytes]) -> None:
    if promised not in {"", sums["sha256"].hex()}:
        raise RefusedError("XAmzContentSHA256Mismatch", 400, "the body is not the one that was signed")
    for name, digest in sums.items():
        stated = request.headers.get(f"x-amz-checksum-{name}")
        if stated is not None and stated != base64.b64encode(digest).decode():
            raise RefusedError("BadDigest", 400, f"the {name} of the body is another one")


def _query(request: Request) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in request.scope["query_string"].decode("ascii").split("&") if pair)
    return {unquote(name): unquote(value) for name, _, value in pairs}


def _metadata(request: Request) -> dict[str, str]:
    start = "x-amz-meta-"
    return {name.removeprefix(start): value for name, value in request.headers.items() if name.startswith(start)}


def _described(held: Held, *, checksum: bool) -> dict[str, str]:
    described = {"etag": f'"{held.etag}"', "last-modified": format_datetime(held.modified, usegmt=True)}
    described |= {f"x-amz-meta-{name}": value for name, value in held.metadata}
    if checksum:
        kind = "COMPOSITE" if "-" in held.checksum else "FULL_OBJECT"
        described |= {"x-amz-checksum-sha256": held.checksum, "x-amz-checksum-type": kind}
    return described


def _told(held: Held) -> dict[str, str]:
    at = held.at.replace("+00:00", "Z")
    return {"LastModified": at, "ETag": f'"{held.etag}"', "Size": str(held.size)}


def _fields(**values: str) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())


def _xml(root: str, rows: str = "", **values: str) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_XMLNS}>{_fields(**values)}{rows}</{root}>'
    return Response(body, media_type="application/xml")


def _refused(refusal: RefusedError, request: Request) -> Response:
    return _error(refusal.code, str(refusal), request, refusal.status)


def _error(code: str, message: str, request: Request, status: int) -> Response:
    told = _fields(Code=code, Message=message, Resource=request.url.path)
    body = "" if request.method == "HEAD" else f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{told}</Error>'
    return Response(body, status, media_type="application/xml")


__all__ = ["NAME", "REGION", "S3"]
