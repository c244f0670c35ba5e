import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.city_parts import Line, Mode
from core.errors import Misconfigured
from core.gtfs_tables import GtfsTables
from core.static_gtfs import StaticGtfs, read_static_gtfs
from tests.core.squaretown import write_pack


def stops_of(static: StaticGtfs, route_id: str) -> tuple[str, ...]:
    return next(line.stop_ids for line in static.lines if line.id == route_id)


@pytest.mark.parametrize(
    ("call", "left"),
    [
        ("R-BLUE-0,CEN-1,2", "R-BLUE-0,CUT-AWAY,2"),
        ("R-BLUE-0,CEN-1,2", "R-BLUE-0,CEN-1,second"),
        ("R-BLUE-0,CEN-1,2", "R-BLUE-0,CEN-1,"),
    ],
)
def test_a_call_at_no_stop_is_counted_and_the_rest_is_read(tmp_path: Path, call: str, left: str):
    pack = write_pack(tmp_path / "pack")
    table = pack / "gtfs" / "stop_times.txt"
    text = table.read_text()
    assert call in text
    table.write_text(text.replace(call, left))
    static = read_static_gtfs(pack)
    assert static.lost_calls == 1
    assert stops_of(static, "R-BLUE") == ("OAK", "NOR")
    assert stops_of(static, "R-12") == ("OAK", "HAR")


def test_a_row_that_breaks_off_is_left_out(tmp_path: Path):
    pack = write_pack(tmp_path / "pack")
    with (pack / "gtfs" / "stop_times.txt").open("a") as table:
        table.write("\nR-12-0,STA")
    static = read_static_gtfs(pack)
    assert (static.lost_calls, stops_of(static, "R-12")) == (0, ("OAK", "HAR"))


def test_a_name_with_a_line_separator_in_it_is_one_name(tmp_path: Path):
    pack = write_pack(tmp_path / "pack")
    table = pack / "gtfs" / "stops.txt"
    table.write_text(table.read_text().replace("Stadium", "Stadium\u2028North"))
    assert "Stadium\u2028North" in [stop.name for stop in read_static_gtfs(pack).stops]


def no_zip(file: Path) -> None:
    file.write_bytes(b"PK\x03\x04 and then nothing")


def no_utf8(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("stops.txt", b"stop_id,stop_name\n1,\xff\xfe\n")


def cut_off(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("stops.txt", "stop_id,stop_name\n" + "1,a\n" * 10_000)
    body = bytearray(file.read_bytes())
    body[60:90] = bytes(30)
    file.write_bytes(body)


def too_long_a_field(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("stops.txt", "stop_id,stop_name\n1," + "x" * 200_000)


@pytest.mark.parametrize("write", [no_zip, no_utf8, cut_off, too_long_a_field])
def test_a_table_that_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, write: Callable[[Path], None]
):
    write(tmp_path / "gtfs.zip")
    tables = GtfsTables.of(tmp_path)
    assert tables is not None
    with pytest.raises(Misconfigured, match=r"gtfs\.zip/stops\.txt: cannot be read"):
        list(tables.rows("stops.txt", "stop_id"))


@pytest.mark.parametrize(
    ("short", "long", "mode", "name"),
    [
        ("Blue", "Blue Line", Mode.SUBWAY, "Blue Line"),
        ("Blue", "", Mode.SUBWAY, "Blue Line"),
        ("N", "Northern Line", Mode.SUBWAY, "Northern Line"),
        ("A", "8 Avenue Express", Mode.SUBWAY, "Line A"),
        ("1-Line", "Northgate - Angle Lake", Mode.TRAM, "1-Line"),
        ("T Line", "Tacoma Dome - Theater District", Mode.TRAM, "T Line"),
        ("Línea 2", "", Mode.SUBWAY, "Línea 2"),
        ("2", "Ligne 2", Mode.SUBWAY, "Ligne 2"),
        ("5", "Harbor - Hill", Mode.TRAM, "Tram 5"),
        ("Tram 5", "Harbor - Hill", Mode.TRAM, "Tram 5"),
        ("12", "Main Street Crosstown", Mode.BUS, "Bus 12"),
        ("12", "Airline Drive - Skyline Park", Mode.BUS, "Bus 12"),
        ("M15", "", Mode.BUS, "Bus M15"),
        ("Bus 12X", "", Mode.BUS, "Bus 12X"),
        ("F1", "", Mode.FERRY, "Ferry F1"),
        ("", "Harbour Shuttle", Mode.BUS, "Harbour Shuttle"),
        ("", "", Mode.BUS, "route-1"),
    ],
)
def test_a_line_is_called_as_people_call_it(short: str, long: str, mode: Mode, name: str):
    assert Line("route-1", short, long, mode).name == name
