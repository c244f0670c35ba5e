"""Open the tables of a static GTFS feed (GTFS Schedule), in a folder or a zip."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Final

from core.errors import Misconfigured

Row = dict[str, str]

_UNREADABLE: Final = (
    OSError, EOFError, KeyError, UnicodeDecodeError, RuntimeError,
    csv.Error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What opening, unpacking, decoding or splitting a table may raise."""


@dataclass(frozen=True, slots=True)
class GtfsTables:
    """Give the rows of one feed's tables, wherever they lie.

    Attributes:
        path: a folder of text files, or a zip of them.
    """

    path: Path

    @classmethod
    def of(cls, folder: Path) -> "GtfsTables | None":
        """Return the tables in `gtfs/`, else in `gtfs.zip`; None where a pack has neither."""
        if (folder / "gtfs").is_dir():
            return cls(folder / "gtfs")
        return cls(folder / "gtfs.zip") if (folder / "gtfs.zip").is_file() else None

    def unusable(self, name: str, detail: str) -> Misconfigured:
        """Return the error that names the table and what is wrong with it."""
        return Misconfigured(f"{self.path}/{name}: {detail}")

    def has(self, name: str) -> bool:
        """Say whether there is a table of this name."""
        if self.path.is_dir():
            return (self.path / name).is_file()
        try:
            with zipfile.ZipFile(self.path) as archive:
                return name in archive.namelist()
        except _UNREADABLE as error:
            raise self.unusable(name, f"cannot be read: {error}") from error

    def rows(self, name: str, *required: str) -> Iterator[Row]:
        """Yield the rows of one table by column, stripped; one that breaks off early is left out.

        Raises:
            Misconfigured: the table is missing, cannot be read, or lacks a required column.
        """
        lines = self._lines(name)
        header = next(lines, list[str]())
        least = max(self._places(name, header, required), default=0)
        for row in lines:
            if len(row) > least:
                yield dict(zip(header, (value.strip() for value in row), strict=False))

    def columns(self, name: str, *wanted: str) -> Iterator[tuple[str, ...]]:
        """Yield some columns of a table, at least two and as they are written: for large tables.

        Raises:
            Misconfigured: the table is missing, cannot be read, or lacks one of the columns.
        """
        lines = self._lines(name)
        places = self._places(name, next(lines, list[str]()), wanted)
        chosen, least = itemgetter(*places), max(places)
        for row in lines:
            if len(row) > least:
                yield chosen(row)

    def _places(self, name: str, header: list[str], wanted: tuple[str, ...]) -> list[int]:
        missing = [column for column in wanted if column not in header]
        if missing:
            raise self.unusable(name, f"column {missing[0]} is missing")
        return [header.index(column) for column in wanted]

    def _lines(self, name: str) -> Iterator[list[str]]:
        """Yield the header, stripped, and then each line as its values."""
        try:
            # No file stays open behind a reader who stops in the middle.
            raw = io.BytesIO(self._bytes(name))
            reader = csv.reader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))
            yield [column.strip() for column in next(reader, list[str]())]
            yield from reader
        except _UNREADABLE as error:
            raise self.unusable(name, f"cannot be read: {error}") from error

    def _bytes(self, name: str) -> bytes:
        if self.path.is_dir():
            return (self.path / name).read_bytes()
        with zipfile.ZipFile(self.path) as archive:
            return archive.read(name)
