"""A queue's operations against a server that is not ours; what it holds is read by its own client."""

from __future__ import annotations

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.integration.sftp_servers import Secrets
from tunemantra.contrib.transports import SqsTransport
from tunemantra.errors import AuthError, ConnectError, RemoteError
from tunemantra.ports import AccessKey, Endpoint, PasswordLogin, SecretRef
from tunemantra.ports.transport import ObjectStore

pytestmark = pytest.mark.integration
SECRETS = Secrets({"env:ID": "AKIAEXAMPLE", "env:SECRET": "s3cr3t-Seeded-Key"})
KEY = AccessKey(SecretRef("env:ID"), SecretRef("env:SECRET"))


@pytest.fixture(scope="module")
def client():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    made = boto3.client(
        "sqs",
        endpoint_url=f"http://{host}:{port}",
        region_name="us-east-1",
        aws_access_key_id="AKIAOTHER",
        aws_secret_access_key="other",
    )
    yield made
    made.close()
    server.stop()


@pytest.fixture
def url(client):
    made = client.create_queue(QueueName="status")["QueueUrl"]
    yield made
    client.delete_queue(QueueUrl=made)


def opened(url, login=KEY):
    return SqsTransport(Endpoint("queue", f"sqs+{url}", login=login, timeout=10, store=ObjectStore()), SECRETS)


def test_what_is_received_can_be_put_back_and_deleted(client, url):
    client.send_message(QueueUrl=url, MessageBody="Grüße ✓")
    with opened(url) as queue:
        (message,) = queue.call("ReceiveMessage", {"VisibilityTimeout": 30})["Messages"]
        assert message["Body"] == "Grüße ✓"
        assert queue.call("ReceiveMessage", {}) == {}
        entry = {"Id": "0", "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}
        queue.call("ChangeMessageVisibilityBatch", {"Entries": [entry]})
        (again,) = queue.call("ReceiveMessage", {"VisibilityTimeout": 30})["Messages"]
        queue.call("DeleteMessage", {"ReceiptHandle": again["ReceiptHandle"]})
    assert (
        client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"][
            "ApproximateNumberOfMessagesNotVisible"
        ]
        == "0"
    )


def test_refusals_are_ours_with_the_code_of_the_other_side(url):
    with opened(f"{url}-and-another") as queue, pytest.raises(RemoteError) as refused:
        queue.call("ReceiveMessage", {})
    assert "QueueDoesNotExist" in refused.value.facts["code"] or "NonExistentQueue" in refused.value.facts["code"]
    with opened(url) as queue:
        with pytest.raises(RemoteError, match="no such operation"):
            queue.call("SingASong", {})
        with pytest.raises(RemoteError, match="queue: ReceiveMessage"):
            queue.call("ReceiveMessage", {"Colour": "red"})


def test_nobody_there_is_a_connection_that_failed():
    with opened("http://127.0.0.1:9/1/status") as queue, pytest.raises(ConnectError):
        queue.call("ReceiveMessage", {})


@pytest.mark.parametrize("url", ["https://host", "https://host/", "https://key@host/1/queue", "https:///1/queue"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(ConnectError, match="queue's address"):
        opened(url)


def test_another_login_than_an_access_key_is_refused(url):
    with opened(url, PasswordLogin("quay", SecretRef("env:SECRET"))) as queue, pytest.raises(AuthError):
        queue.call("ReceiveMessage", {})
