"""No error of ftplib or boto crosses the port (beside `test_errors.py`)."""

from __future__ import annotations

import ftplib
import itertools
import pickle
import ssl

import pytest
from botocore import exceptions as boto

from tunemantra.contrib.transports import _ftp_errors, _s3_errors
from tunemantra.contrib.transports._s3_upload import MIB, MOST_PARTS, plan
from tunemantra.errors import (
    AuthError,
    ConnectError,
    Disposition,
    HostKeyError,
    IntegrityError,
    RemoteError,
    TransferTimeoutError,
)


@pytest.mark.parametrize(
    ("error", "kind", "disposition"),
    [
        (ftplib.error_temp("421 closing"), ConnectError, Disposition.RETRY),
        (ftplib.error_temp("450 busy"), RemoteError, Disposition.RETRY),
        (ftplib.error_perm("530 no"), AuthError, Disposition.STOP),
        (ftplib.error_perm("550 no such file"), RemoteError, Disposition.STOP),
        (ftplib.error_perm("552 quota"), RemoteError, Disposition.RETRY),
        (ssl.SSLCertVerificationError("who"), HostKeyError, Disposition.STOP),
        (TimeoutError(), TransferTimeoutError, Disposition.RETRY),
        (EOFError(), ConnectError, Disposition.RETRY),
        (ConnectionResetError(), ConnectError, Disposition.RETRY),
    ],
)
def test_ftp_errors_get_the_nearest_class(error, kind, disposition):
    found = _ftp_errors.translate(error, "put x")
    assert (type(found), found.disposition) == (kind, disposition)


def answered(code, status):
    answer = {"Error": {"Code": code, "Message": "why"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return boto.ClientError(answer, "PutObject")


@pytest.mark.parametrize(
    ("error", "kind", "disposition"),
    [
        (answered("SlowDown", 503), _s3_errors.StoreError, Disposition.RETRY),
        (answered("RequestTimeTooSkewed", 403), _s3_errors.StoreError, Disposition.RETRY),
        (answered("NoSuchBucket", 404), _s3_errors.StoreError, Disposition.STOP),
        (answered("AccessDenied", 403), AuthError, Disposition.STOP),
        (answered("ExpiredToken", 400), AuthError, Disposition.STOP),
        (answered("BadDigest", 400), IntegrityError, Disposition.RETRY),
        (answered("NoSuchUpload", 404), ConnectError, Disposition.RETRY),
        (boto.ReadTimeoutError(endpoint_url="x"), TransferTimeoutError, Disposition.RETRY),
        (boto.EndpointConnectionError(endpoint_url="x"), ConnectError, Disposition.RETRY),
        (boto.NoCredentialsError(), AuthError, Disposition.STOP),
        (boto.SSLError(endpoint_url="x", error="CERTIFICATE_VERIFY_FAILED"), HostKeyError, Disposition.STOP),
        (boto.ParamValidationError(report="x"), RemoteError, Disposition.STOP),
    ],
)
def test_boto_errors_get_the_nearest_class(error, kind, disposition):
    found = _s3_errors.translate(error, "put x")
    assert (type(found), found.disposition) == (kind, disposition)


def test_a_stores_error_survives_pickling():
    error = pickle.loads(pickle.dumps(_s3_errors.translate(answered("SlowDown", 503), "put x")))
    assert (error.s3_code, str(error)) == ("SlowDown", "put x: why (SlowDown)")


@pytest.mark.parametrize("size", [0, 1, 16 * MIB, 16 * MIB + 1, 5 * 1024**3, 5 * 1024**4])
def test_parts_cover_the_file_and_are_never_too_many(size):
    parts = plan(size, 16 * MIB)
    assert sum(part.size for part in parts) == size
    assert len(parts) <= MOST_PARTS
    assert all(one.start + one.size == two.start for one, two in itertools.pairwise(parts))
