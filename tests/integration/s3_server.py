"""An object store that speaks S3 in a process of its own: moto's server, and what it leaves out of S3 put in.

Uploads have the time they were begun and end as their objects appear, parts tell their SHA-256, and none is taken for
an upload that is no more.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import boto3
from attrs import define

from tests.integration.loopback import eventually
from tests.integration.sftp_servers import Secrets, free_port
from tests.support import REPO_ROOT
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import AccessKey, Endpoint, ObjectStore

KEY_ID, SECRET, TOKEN = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI-the-other-half", "the-token-of-a-temporary-key"
BUCKET = "deliveries"
LEAST_PART = 256 * 1024
"""Bytes a part has at least here; 5 MiB at Amazon."""


@define
class Server:
    """A running server, with one bucket."""

    port: int
    process: subprocess.Popen

    @property
    def secrets(self):
        return Secrets({"env:ID": KEY_ID, "env:SECRET": SECRET, "env:TOKEN": TOKEN})

    def endpoint(self, folder, *, port=None, service="", bucket=BUCKET, options=None, **changes):
        login = AccessKey(SecretRef("env:ID"), SecretRef("env:SECRET"), SecretRef("env:TOKEN"))
        service = service or f"http://127.0.0.1:{port or self.port}"
        store = ObjectStore(service=service, path_style=True, **(options or {}))
        values = {"login": login, "timeout": 20.0, "store": store}
        return Endpoint("files", f"s3://{bucket}{folder}", **(values | changes))

    @property
    def client(self):
        """A client of nobody in particular."""
        return boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id=KEY_ID,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
        )


@contextmanager
def running(folder: Path, **options):
    """Run it until the block is left; the options are those of `serve`."""
    port = free_port()
    command = [sys.executable, "-m", "tests.integration.s3_server", json.dumps({"port": port, **options})]
    environment = {**os.environ, "S3_UPLOAD_PART_MIN_SIZE": str(LEAST_PART)}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "moto.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=REPO_ROOT, stdout=log, stderr=log)
    try:
        eventually(lambda: process.poll() is not None or listens(port))
        server = Server(port, process)
        if "certificate" not in options:
            server.client.create_bucket(Bucket=BUCKET)
        yield server
    finally:
        process.terminate()
        process.wait(10)


def listens(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def serve(port, *, flips=False, tells=True, slow=0.0, certificate=""):
    """Serve until the process is ended.

    Args:
        flips: whether the first byte of every part changes on its way to the disk.
        tells: whether it tells the SHA-256 of parts and objects; older stores do not.
        slow: seconds it takes to put an object together from its parts.
        certificate: key and certificate, for HTTPS.
    """
    from moto.s3.exceptions import NoSuchUpload
    from moto.s3.models import FakeMultipart, S3Backend
    from moto.s3.responses import S3Response
    from moto.server import main

    begun = {}

    def begin(upload, *arguments, **named):
        make(upload, *arguments, **named)
        begun[upload.id] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def take(backend, bucket, upload, number, value):
        if upload not in backend.get_bucket(bucket).multiparts:
            raise NoSuchUpload(upload)
        return upload_part(backend, bucket, upload, number, bytes([value[0] ^ 1]) + value[1:] if flips else value)

    def tell(response, result):
        action, parts = response.data["Action"], result.result
        if action == "ListMultipartUploads":
            for upload in parts["Uploads"]:
                upload["Initiated"] = begun[upload["UploadId"]]
        if action == "ListParts" and tells:
            held = response.backend.get_bucket(response.bucket_name).multiparts[parts["UploadId"]].parts
            for part in parts["Parts"]:
                digest = hashlib.sha256(held[int(part["PartNumber"])].value).digest()
                part["ChecksumSHA256"] = base64.b64encode(digest).decode()
        return serialized(response, result)

    make, FakeMultipart.__init__ = FakeMultipart.__init__, begin
    upload_part, S3Backend.upload_part = S3Backend.upload_part, take
    end_as_objects_appear(S3Backend, NoSuchUpload, slow)
    serialized, S3Response.serialized = S3Response.serialized, tell
    arguments = ["-H", "127.0.0.1", "-p", str(port)]
    main([*arguments, *(["-c", certificate, "-k", certificate] if certificate else [])])


def end_as_objects_appear(backends, gone, slow):
    """Have an upload in the list until its object is there, and no longer, as in S3: whoever asks meanwhile waits."""
    complete, uploads = backends.complete_multipart_upload, backends.list_multipart_uploads
    listing = threading.Lock()

    def put_together(backend, bucket, upload, parts):
        with listing:
            time.sleep(slow)
            if upload not in backend.get_bucket(bucket).multiparts:
                raise gone(upload)
            return complete(backend, bucket, upload, parts)

    def list_uploads(backend, bucket):
        with listing:
            return dict(uploads(backend, bucket))

    backends.complete_multipart_upload, backends.list_multipart_uploads = put_together, list_uploads


if __name__ == "__main__":
    serve(**json.loads(sys.argv[1]))
