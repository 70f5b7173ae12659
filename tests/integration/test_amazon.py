"""Another client than ours finds an S3 in the simulator: what it writes it reads back, and what is wrong is refused."""

from __future__ import annotations

import io
from contextlib import contextmanager

import boto3
import pytest
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

from tunemantra.contrib.runtime.secret import SecretResolver
from tunemantra.host.sandboxes import RunningSandbox
from tunemantra.plugins.amazon.plugin import PLATFORM
from tunemantra.ports import SecretRef

pytestmark = pytest.mark.integration
MIB = 1024 * 1024
DATA = bytes(range(256)) * (4096 * 6 + 1)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    running = RunningSandbox(PLATFORM, tmp_path_factory.mktemp("amazon"))
    yield running.address.settings
    running.stop()


@contextmanager
def client(settings, **changes):
    reveal = SecretResolver().reveal
    keys = [reveal(SecretRef(settings[name])) for name in ("key_id", "secret", "session_token")]
    names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
    made = boto3.client(
        "s3",
        endpoint_url=settings["service"],
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        **{"region_name": settings["region"], **dict(zip(names, keys, strict=True)), **changes},
    )
    yield made
    made.close()


def test_what_was_written_in_parts_is_read_back(sandbox):
    bucket = sandbox["bucket"]
    with client(sandbox) as s3:
        config = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB)
        s3.upload_fileobj(io.BytesIO(DATA), bucket, "a folder/große Datei.bin", Config=config)
        s3.put_object(Bucket=bucket, Key="a folder/small.txt", Body=b"small", ChecksumAlgorithm="SHA256")
        back = io.BytesIO()
        s3.download_fileobj(bucket, "a folder/große Datei.bin", back)
        listed = s3.list_objects_v2(Bucket=bucket, Prefix="a folder/")["Contents"]
        folders = s3.list_objects_v2(Bucket=bucket, Delimiter="/")["CommonPrefixes"]
        assert back.getvalue() == DATA
        assert [(one["Key"], one["Size"]) for one in listed] == [
            ("a folder/große Datei.bin", len(DATA)),
            ("a folder/small.txt", 5),
        ]
        assert folders == [{"Prefix": "a folder/"}]
        assert s3.get_object(Bucket=bucket, Key="a folder/small.txt", Range="bytes=1-2")["Body"].read() == b"ma"
        s3.delete_object(Bucket=bucket, Key="a folder/small.txt")
        with pytest.raises(ClientError, match="NoSuchKey"):
            s3.get_object(Bucket=bucket, Key="a folder/small.txt")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"aws_secret_access_key": "another"}, "SignatureDoesNotMatch"),
        ({"aws_access_key_id": "ASIAANOTHER"}, "InvalidAccessKeyId"),
        ({"aws_session_token": "another"}, "ExpiredToken"),
        ({"region_name": "eu-west-1"}, "AuthorizationHeaderMalformed"),
    ],
)
def test_nobody_else_gets_in(sandbox, changes, code):
    with client(sandbox, **changes) as s3, pytest.raises(ClientError) as caught:
        s3.put_object(Bucket=sandbox["bucket"], Key="a", Body=b"a")
    assert caught.value.response["Error"]["Code"] == code


def test_parts_are_as_large_and_as_whole_as_s3_asks_for(sandbox):
    with client(sandbox) as s3:
        where = {"Bucket": sandbox["bucket"], "Key": "parts"}
        upload = {**where, "UploadId": s3.create_multipart_upload(**where)["UploadId"]}
        tags = [s3.upload_part(**upload, PartNumber=number, Body=b"small")["ETag"] for number in (1, 2)]
        parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]
        for listed, code in (
            (parts, "EntityTooSmall"),
            (parts[::-1], "InvalidPartOrder"),
            ([{"PartNumber": 3, "ETag": tags[0]}], "InvalidPart"),
        ):
            with pytest.raises(ClientError) as caught:
                s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": listed})
            assert caught.value.response["Error"]["Code"] == code
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts[:1]})
        assert s3.get_object(**where)["Body"].read() == b"small"
        with pytest.raises(ClientError, match="NoSuchUpload"):
            s3.list_parts(**upload)
