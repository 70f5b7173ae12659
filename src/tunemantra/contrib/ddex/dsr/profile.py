"""A profile: the records it has and the order they have in a block."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from attrs import field, frozen

from tunemantra.contrib.ddex.dsr.cells import Value
from tunemantra.contrib.ddex.dsr.record import Record, RecordKind, Row, family_of
from tunemantra.errors import TuneMantraError


@frozen
class ProfileId:
    """The name and version of a profile, as its description spells them."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@frozen(eq=False, slots=False)
class Profile:
    """What a report of one profile and version consists of.

    Args:
        id: its name and version.
        records: by record type; one record may have two names.
        block: the order of records in a block for people, `RE01?, AS02+, SU02+`; empty where there are no blocks.
        block_form: the same as a regular expression over the letters of the records.
        letters: the letter of each record type.
    """

    id: ProfileId
    records: Mapping[str, Record]
    block: str = ""
    block_form: str = ""
    letters: Mapping[str, str] = field(factory=dict)

    @property
    def single(self) -> bool:
        """Tell whether every usage is one row, without blocks."""
        return not self.block

    @property
    def foot(self) -> Record:
        """Return the footer."""
        return self.records["SRFO" if "SRFO" in self.records else "FOOT"]

    @cached_property
    def families(self) -> Mapping[str, str]:
        """Return the letter of each family of records, whatever the revision."""
        return MappingProxyType({family_of(code): letter for code, letter in self.letters.items()})

    @cached_property
    def _block(self) -> re.Pattern[str]:
        return re.compile(self.block_form)

    def is_block(self, letters: str) -> bool:
        """Tell whether records of these letters, in this order, are a block."""
        return not self.block_form or self._block.fullmatch(letters) is not None

    def of_kind(self, kind: RecordKind) -> tuple[Record, ...]:
        """Return the records of one part of the report, each once."""
        return tuple(dict.fromkeys(record for record in self.records.values() if record.kind is kind))

    def row(self, code: str, values: Mapping[str, Value | Sequence[Value] | None]) -> Row:
        """Make a row.

        Args:
            code: record type.
            values: by the name of the cell; a list for a cell of many values; what is not named stays empty.

        Raises:
            TuneMantraError: the profile has no such record, or the record no such cell.
        """
        record = self.records.get(code)
        if record is None:
            raise TuneMantraError(f"{self.id} has no record {code}", hint=f"it has {', '.join(self.records)}")
        return record.row(values)


__all__ = ["Profile", "ProfileId"]
