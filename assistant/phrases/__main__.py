"""Check the catalogues: `python -m assistant.phrases [FILE…]`, one line a fault."""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel import UnknownLocaleError

from assistant.phrases import FOLDER
from assistant.phrases.check import faults
from assistant.phrases.entries import Entry, read_entries

ENGLISH = FOLDER / "en.toml"


def check(path: Path, english: Mapping[str, Entry]) -> Iterator[str]:
    """Yield the faults of one catalogue, each with its file's name."""
    try:
        entries = read_file(path)
        yield from (f"{path.name}: {fault}" for fault in faults(english, entries, path.stem))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        yield f"{path.name}: cannot be read: {error}"
    except UnknownLocaleError:
        yield f"{path.name}: no language is called {path.stem!r}"


def read_file(path: Path) -> dict[str, Entry]:
    """Return the entries of a file."""
    return read_entries(tomllib.loads(path.read_text(encoding="utf-8")))


def main(names: list[str]) -> int:
    """Print the faults of the catalogues named, or of all; return the exit code."""
    english = read_file(ENGLISH)
    paths = [Path(name) for name in names] or sorted(FOLDER.glob("*.toml"))
    found = [fault for path in paths for fault in check(path, english)]
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
