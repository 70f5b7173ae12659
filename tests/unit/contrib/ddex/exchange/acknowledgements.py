"""Acknowledgements as recipients write them, one of every form, by hand."""

from __future__ import annotations

ICPN = "4006381333931"
GRID = "A12425GABC1234002M"
STAMP = "20260115093000123"
FIRST, SECOND = "USS1Z2600001", "USS1Z2600002"

OLD_HEADER = """
  <MessageHeader>
    <MessageSender><PartyId>PADPIDA2009101501Y</PartyId><PartyName><FullName>Store</FullName></PartyName></MessageSender>
    <MessageRecipient><PartyId>PADPIDA2013042401U</PartyId></MessageRecipient>
    <MessageCreatedDateTime>2026-01-15T10:15:00Z</MessageCreatedDateTime>
  </MessageHeader>"""
HEADER = OLD_HEADER.replace("<MessageHeader>", "<MessageHeader><MessageId>ACK-1</MessageId>")

OLD_NAMESPACES = {
    "1.1": "http://ddex.net/xml/2011/echo/11",
    "1.4": "http://ddex.net/xml/ern-c/14",
    "1.5": "http://ddex.net/xml/ern-c/15",
    "1.6": "http://ddex.net/xml/ern-c-sftp/16",
}
NEW_ROOTS = {"1.7": "ErnAcknowledgementStatusMessage", "1.8": "AcknowledgementMessage"}
DIALECTS = (*OLD_NAMESPACES, *NEW_ROOTS)


def resource(*isrcs, own=()):
    found = "".join(f"<AffectedResource><ISRC>{isrc}</ISRC></AffectedResource>" for isrc in isrcs)
    ids = "".join(f'<ProprietaryId Namespace="{namespace}">{value}</ProprietaryId>' for namespace, value in own)
    return found + (f"<AffectedResource>{ids}</AffectedResource>" if ids else "")


def details(error="", proposed="", manual="", resources=""):
    return "".join(
        (
            f"<ErrorText>{error}</ErrorText>" if error else "",
            f"<ProposedActionType>{proposed}</ProposedActionType>" if proposed else "",
            f"<ManualCheckRequired>{manual}</ManualCheckRequired>" if manual else "",
            resources,
        )
    )


def old(status, version="1.6", release=ICPN, prefix="ns3", **more):
    """FtpAcknowledgementMessage, versions up to 1.6: one file, one status."""
    mark = f"{prefix}:" if prefix else ""
    declared = f'xmlns:{prefix}="{OLD_NAMESPACES[version]}"' if prefix else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{mark}FtpAcknowledgementMessage MessageVersionId="1.0" {declared}>{OLD_HEADER}
  <AcknowledgedFile><ReleaseId>{release}</ReleaseId><Date>2026-01-15</Date></AcknowledgedFile>
  <FileStatus>{status}</FileStatus>{details(**more)}
</{mark}FtpAcknowledgementMessage>""".encode()


def new(
    status, release_status="", version="1.8", release=f"<ICPN>{ICPN}</ICPN>", message="MSG-1", claimants="", **more
):
    """ErnAcknowledgementStatusMessage (1.7) and AcknowledgementMessage (1.8): releases, each with its messages."""
    good = status == "FileOK"
    said = release_status or ("ReleaseReceivedByReleaseDistributor" if good else "ProcessingErrorAtReleaseDistributor")
    root, number = NEW_ROOTS[version], version.replace(".", "")
    avs = 'AvsVersionId="9"' if version == "1.8" else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<c:{root} xmlns:c="http://ddex.net/xml/ern-c-sftp/{number}" {avs}>{HEADER}
  <ReleaseStatus>
    <ReleaseId>{release}</ReleaseId>
    <ReleaseStatus>{said}</ReleaseStatus>{details(**more)}
    <Acknowledgement>
      <MessageType>NewReleaseMessage</MessageType><BatchId>{STAMP}</BatchId><MessageId>{message}</MessageId>
      <MessageStatus><Status>{status}</Status></MessageStatus>
    </Acknowledgement>{claimants}
  </ReleaseStatus>
</c:{root}>""".encode()


def written(version, status, **more):
    """The same acknowledgement in the form of one version."""
    if version in OLD_NAMESPACES:
        more.pop("release_status", None)
        return old(status, version, **more)
    return new(status, version=version, **more)
