"""The domain: what plugin authors and embedding applications import, without knowing its files."""

from tunemantra.core.distribution import (
    Delivery,
    Distribution,
    Event,
    Lane,
    OrderKind,
    Outcome,
    Revision,
    Stage,
    TrackState,
)
from tunemantra.core.finding import Finding, Severity, blocking, error, ordered, warning
from tunemantra.core.identifiers import Dpid, Grid, Gtin, GtinKind, Isni, Isrc, Iswc
from tunemantra.core.media import AudioFacts, Facts, ImageFacts
from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole, credit
from tunemantra.core.release import Asset, Genre, ParentalWarning, Release, ReleaseKind, Track
from tunemantra.core.requirement import AudioForm, AudioSpec, Capability, Form, ImageForm, ImageSpec, Requirement
from tunemantra.core.rights import CLine, CommercialModel, Deal, PLine, Price, UseType
from tunemantra.core.schedule import Calendar, LeadTime, LeadUnit, ReleaseMoment
from tunemantra.core.status import SUBSTATES, Channel, State, Status
from tunemantra.core.territory import ENCODINGS, TerritoryExpression, TerritorySet
from tunemantra.core.text import LocalText, Title, title_for

__all__ = [
    "ENCODINGS",
    "SUBSTATES",
    "Artist",
    "ArtistRole",
    "Asset",
    "AudioFacts",
    "AudioForm",
    "AudioSpec",
    "CLine",
    "Calendar",
    "Capability",
    "Channel",
    "CommercialModel",
    "Contributor",
    "ContributorRole",
    "Deal",
    "Delivery",
    "Distribution",
    "Dpid",
    "Event",
    "Facts",
    "Finding",
    "Form",
    "Genre",
    "Grid",
    "Gtin",
    "GtinKind",
    "ImageFacts",
    "ImageForm",
    "ImageSpec",
    "Isni",
    "Isrc",
    "Iswc",
    "Lane",
    "LeadTime",
    "LeadUnit",
    "LocalText",
    "OrderKind",
    "Outcome",
    "PLine",
    "ParentalWarning",
    "Price",
    "Release",
    "ReleaseKind",
    "ReleaseMoment",
    "Requirement",
    "Revision",
    "Severity",
    "Stage",
    "State",
    "Status",
    "TerritoryExpression",
    "TerritorySet",
    "Title",
    "Track",
    "TrackState",
    "UseType",
    "blocking",
    "credit",
    "error",
    "ordered",
    "title_for",
    "warning",
]
