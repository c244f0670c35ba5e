"""Tables of where people mean, typed as people type, in two cities of different shapes."""

import statistics
import time

import pytest

from assistant.understand.places import PlaceState
from core.gazetteer import Gazetteer
from tests.assistant.settling import told, where
from tests.assistant.town import gazetteer

BANKS = "ambiguous west-bank east-bank"
LIBRARIES = "ambiguous central-library eastside-library library"
HOSPITALS = "ambiguous rivermouth-general-hospital st-brendan-hospital hospital"

RIVERMOUTH: list[tuple[str, str]] = [
    # Areas: by name, alias and nickname, in any case, with the usual slips.
    ("is the power out in eastside??", "eastside"),
    ("power out east side", "eastside"),
    ("outages in the east end", "eastside"),
    ("any outages in estside", "eastside"),
    ("EASTSIDE POWER", "eastside"),
    ("eastsdie water", "eastside"),
    ("downtwon flooding", "downtown"),
    ("anything downtown-ish", "downtown"),
    ("power near downtown", "downtown"),
    ("power in DT", "downtown"),
    ("downtown core", "downtown"),
    ("oldtown gas smell", "old-town"),
    ("gas smell at the docks", "harbor"),
    ("is the waterfront flooded", "harbor"),
    ("is harbour ok", "harbor"),
    ("lights out on the hill", "pine-hill"),
    ("power in the heights", "orchard-heights"),
    ("orchard hights power", "orchard-heights"),
    ("out at the point", "ferry-point"),
    ("u district wifi", "university-district"),
    ("in c-town", "chinatown"),
    ("pinehill", "pine-hill"),
    ("pine hil outage", "pine-hill"),
    ("is it just eastside or the whole city", "rivermouth"),
    ("mill creek water", "mill-creek"),
    ("millcreek water", "mill-creek"),
    ("is the power out in eastside or westside", "eastside westside"),
    ("eastside, harbor and westside", "eastside harbor westside"),
    ("eastside, harbor, westside and riverside", "eastside harbor westside riverside"),
    ("eastside rivermouth", "eastside"),
    ("eastside pls", "eastside"),
    ("power out in eastside rn", "eastside"),
    ("el puerto", "harbor"),
    ("唐人街停电了吗", "chinatown"),
    ("quartier chinois", "chinatown"),
    # ZIP codes.
    ("zip 10001", "zip-10001"),
    ("10001 power", "zip-10001"),
    ("zip code 10004?", "zip-10004"),
    ("10001 or 10002", "zip-10001 zip-10002"),
    ("98117 power", "unknown 98117"),
    ("power in zip 98117", "unknown 98117"),
    ("water ok for babies in the 98117", "unknown 98117"),
    # Streets, numbered ones too, in words and turned round.
    ("is main st closed", "main-street"),
    ("anything on 3rd", "3rd-street"),
    ("third street", "3rd-street"),
    ("3 street", "3rd-street"),
    ("power on twenty fourth street", "24th-street"),
    ("twenty-fourth st", "24th-street"),
    ("street 24", "24th-street"),
    ("power out on elmwood ave", "elmwood-avenue"),
    ("is 8th closed at market", "8th-street"),
    ("is lincoln closed", "lincoln-avenue"),
    ("is jefferson flooded", "jefferson-avenue"),
    ("i-9 traffic", "harbor-expressway"),
    ("traffic on harbor bridge", "harbor-bridge"),
    ("stadium way blocked?", "stadium-way"),
    ("river drive", "ambiguous west-river-drive east-river-drive river drive"),
    # Corners.
    ("24th and valencia", "24th-street&valencia-street"),
    ("corner of pine & 8th", "8th-street&pine-street"),
    ("pine/8th flooded?", "8th-street&pine-street"),
    ("where oak meets 3rd", "3rd-street&oak-street"),
    ("where pine st crosses 8th", "8th-street&pine-street"),
    ("fire at 5th and main", "5th-street&main-street"),
    ("5th & main", "5th-street&main-street"),
    ("3rd x main", "3rd-street&main-street"),
    ("3rd nd main", "3rd-street&main-street"),
    ("main @ 3rd", "3rd-street&main-street"),
    ("on 24th street and Valencia", "24th-street&valencia-street"),
    ("on the street 24 with Valencia", "24th-street&valencia-street"),
    ("corner of fifth & main", "5th-street&main-street"),
    ("near pine and 8th", "8th-street&pine-street"),
    ("corner of Pine and 8", "8th-street&pine-street"),
    ("at the corner of Pine and 8e", "8th-street&pine-street"),
    ("第24 street and Valencia", "24th-street&valencia-street"),
    ("corner of oak and pine", "unknown oak-street pine-street oak and pine"),
    ("oak/pine", "unknown oak-street pine-street oak/pine"),
    ("are oak street and pine street closed", "oak-street pine-street"),
    # Blocks, and house numbers on a street.
    ("main between 3rd & 5th", "main-street"),
    ("between 3rd and 5th on main", "main-street"),
    ("lights out on 3rd between pine and elm", "3rd-street"),
    ("oak st from 5th to 8th", "oak-street"),
    ("between 3rd street and the 5 in Main", "main-street"),
    ("between 3rd y 5th", "3rd-street 5th-street"),
    ("power out at 412 Pine St", "pine-street"),
    ("412 pine", "pine-street"),
    ("the 400 block of pine st", "pine-street"),
    # Landmarks and stops.
    ("is it still on fire by the stadium", "union-stadium"),
    ("power at the ballpark", "union-stadium"),
    ("city hall power", "city-hall"),
    ("outside city hall", "city-hall"),
    ("other side of the street from city hall", "city-hall"),
    ("elevator at central station", "central-station"),
    ("the main station", "central-station"),
    ("pier nine", "pier-9"),
    ("is the pier open", "ambiguous pier-9 fishermens-pier pier"),
    ("seaview road", "unknown seaview seaview-boulevard seaview road"),
    ("st brendans", "st-brendan-hospital"),
    ("gas smell on campus", "rivermouth-university"),
    ("wifi down at the library or just me", LIBRARIES),
    ("is the library open", LIBRARIES),
    ("library is there internet", LIBRARIES),
    ("power at the school Jefferson High", "jefferson-high-school"),
    ("at the hospital", HOSPITALS),
    ("the library in eastside", "eastside-library"),
    ("the high school", "ambiguous jefferson-high-school mill-creek-high-school high school"),
    ("water on springfield", "springfield-avenue"),
    ("springfield", "ambiguous springfield-park springfield-avenue springfield"),
    # Lines: by name, colour, number.
    ("is the blue line late", "Blue"),
    ("blue delayed?", "Blue"),
    ("is blue running", "Blue"),
    ("blue", "Blue"),
    ("Blu line", "Blue"),
    ("is the blue or red line late", "Blue Red"),
    ("bus 12", "12"),
    ("12", "12"),
    ("#12 late?", "12"),
    ("route 12", "12"),
    ("line 12", "12"),
    ("bus 12 or 7", "12 7"),
    ("the airport line", "Airport"),
    ("bus 12 at central station", "12 central-station"),
    ("purple line?", "unknown purple line"),
    ("bus 99 late?", "unknown bus 99"),
    # The sides of the water.
    ("power on the other side of the river", BANKS),
    ("across the bridge power", BANKS),
    ("power on this side", BANKS),
    ("what about the other side", BANKS),
    ("across the river from eastside", "west-bank"),
    ("on the far side of the river from downtown", "east-bank"),
    ("eastside and the other side of the river", "eastside west-bank"),
    ("power across the Alder from eastside", "west-bank"),
    ("power in eastside and across the alder river", "eastside west-bank"),
    ("both sides of the river", "rivermouth"),
    ("west of the river", "west-bank"),
    ("east side of the river", "east-bank"),
    ("north of the river", BANKS),
    ("to the other lado of the río", BANKS),
    ("of the other côté of the rivière", BANKS),
    ("east bank power", "east-bank"),
    # Parts told by another place.
    ("north of downtown power", "beyond|north|area|downtown"),
    ("south-east of downtown", "beyond|southeast|area|downtown"),
    ("anything north of main st", "beyond|north|street|main-street"),
    ("north of 5th", "beyond|north|street|5th-street"),
    ("on the other side of town", BANKS),
    ("any fires in your city", "rivermouth"),
    ("the north side of downtown", "downtown"),
    ("市中心 to the north of it is the power out", "beyond|north|area|downtown"),
    ("between downtown and harbor", "way|area|downtown|area|harbor"),
    ("outside eastside", "rest|area|eastside"),
    ("anywhere but harbor", "rest|area|harbor"),
    ("everywhere except downtown", "rest|area|downtown"),
    ("rest of the city", "rivermouth"),
    ("everywhere", "rivermouth"),
    ("any outages anywhere?", "rivermouth"),
    ("citywide outages", "rivermouth"),
    ("power in town", "rivermouth"),
    # Where the person is, and has not said.
    ("power near me", "wanted"),
    ("is the power out in my area", "wanted"),
    ("around the corner", "wanted"),
    ("its dark in our whole block", "wanted"),
    ("this side of town", "wanted"),
    # Elsewhere, and places that there are not.
    ("in boston", "unknown boston"),
    ("power in seattle", "unknown seattle"),
    ("downtown boston power", "unknown boston"),
    ("main street in boston", "unknown boston"),
    ("is the blue line in chicago running", "unknown chicago"),
    ("power out in the next county", "outside the next county"),
    ("outside the city", "outside"),
    ("north of rivermouth", "outside north of rivermouth"),
    ("is the power out on zanzibar street", "unknown zanzibar street"),
    ("on the street zanzibar", "unknown street zanzibar"),
    ("power out in narnia", "unknown narnia"),
    ("narnia power", "unknown narnia"),
    ("上海 is the power out", "unknown 上海"),
    ("is the power out in 上海", "unknown 上海"),
    ("any outages narnia", "unknown narnia"),
    ("is narnia flooded", "unknown narnia"),
    ("eastside or narnia", "unknown narnia"),
    ("power out on oakwood ave", "unknown oakwood ave"),
    ("outage on martin luther king blvd", "unknown martin luther king blvd"),
    ("may street", "unknown may street"),
    ("on garden road", "unknown garden road"),
    ("is 77th street open", "unknown 77th street"),
    ("ward 3", "unknown ward 3"),
    ("outage third ave", "unknown 3rd-street third ave"),
    ("power out on elmwood street", "unknown elmwood elmwood-avenue elmwood street"),
    ("river mouth hights", "unknown rivermouth river mouth hights"),
    ("orchid heights", "unknown orchard-heights orchid heights"),
    ("power out in kilburn park", "unknown kilburn park"),
    ("riverside drive closed?", "unknown riverside riverside drive"),
    ("eastside heights power", "unknown eastside eastside heights"),
]

ORDINARY: list[str] = [
    "is there permitted road work today", "in 长选举 who", "central", "market", "ferry",
    "powers out??", "is it safe to drink the water", "pine trees down", "outages in may",
    "is there a park n ride", "trade union strike", "is the market crashing",
    "powr out?", "watr problem", "electrcity gone", "trafic?", "intrnet down", "comcast down?",
    "is netflix down", "can't sleep, no heat", "in the nieghborhood", "at nigth",
    "in genral is it safe", "dark street lights", "is a street flooded", "any street closed",
    "12000 customers without power", "I have 2 kids", "what's the point", "the other side effects",
    "on the other hand", "hola is there water", "thx", "how long on average",
    "closures on a busy road", "which road is closed", "gas prices", "no power since 5",
    "is it still out", "tree across the road", "wires down across the street", "on the way",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), RIVERMOUTH, ids=[text for text, _ in RIVERMOUTH])
def test_a_place_is_settled_as_people_say_it(text: str, expected: str):
    assert told(where(text, gazetteer())) == expected


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_settle_no_place(text: str):
    assert where(text, gazetteer()).state in (PlaceState.NONE, PlaceState.WANTED)


MONTCLAIR: list[tuple[str, str]] = [
    ("power out in vieux-bourg", "vieux-bourg"),
    ("vieux bourg", "vieux-bourg"),
    ("ile verte power", "île-verte"),
    ("Île Verte", "île-verte"),
    ("in les tanneurs", "les-tanneurs"),
    ("tanneurs", "les-tanneurs"),
    ("taneurs power", "les-tanneurs"),
    ("ward 3", "ward-3"),
    ("ward 4", "unknown ward 4"),
    ("75003", "75003"),
    ("98117 power", "unknown 98117"),
    ("rue de la paix", "rue-de-la-paix"),
    ("power on paix", "rue-de-la-paix"),
    ("avenue emile zola", "avenue-émile-zola"),
    ("avenue emile zola and rue de la paix", "avenue-émile-zola&rue-de-la-paix"),
    ("corner of calle mayor and rue de la paix", "calle-mayor&rue-de-la-paix"),
    ("rue de la paix between chemin des dames and calle mayor", "rue-de-la-paix"),
    ("gare sainte anne", "gare-sainte-anne"),
    ("la gare", "gare-sainte-anne"),
    ("power at the hopital saint luc", "hôpital-saint-luc"),
    ("T1 late?", "TR-1"),
    ("tram t1", "TR-1"),
    ("9", "V-9"),
    ("bus 9", "V-9"),
    ("bus 12", "unknown bus 12"),
    ("24th and valencia", ""),
    ("is the blue line late", "unknown blue line"),
    ("power out in eastside", "unknown eastside"),
    ("third street", "unknown third street"),
    ("other side of the river", "wanted"),
    ("north of les tanneurs", "beyond|north|area|les-tanneurs"),
    ("outside ile verte", "rest|area|île-verte"),
    ("everywhere", "montclair"),
    ("in narnia", "unknown narnia"),
]


@pytest.mark.parametrize(("text", "expected"), MONTCLAIR, ids=[text for text, _ in MONTCLAIR])
def test_a_city_of_other_shapes_is_understood_alike(montclair: Gazetteer, text: str, expected: str):
    assert told(where(text, montclair)) in (expected, expected or "none")


NORMAL = [text for text, _ in RIVERMOUTH]


def test_settling_a_place_takes_a_few_milliseconds_of_a_processor_at_most():
    names = gazetteer()
    spent: list[float] = []
    for _ in range(3):
        for text in NORMAL:
            started = time.thread_time()
            where(text, names)
            spent.append(time.thread_time() - started)
    assert statistics.median(spent) < 0.006  # 0.0003 s are usual


HOSTILE = [
    "between 3rd and " * 125, "corner of " * 200, "a " * 1000, "street " * 285, "in xqzvw " * 222,
    "main and " * 222, "north of " * 222, "1 " * 1000, "/" * 2000, "x" * 2000,
    "other side of the " * 111, "zqj" * 3 + " " + "estsid " * 280, "the the the " * 166,
    "oak & " * 333, "outside of " * 181, "#12 " * 500, "across the " * 181,
    "power in " + "y" * 1990, "power in " + "Abcd " * 398,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:20] for text in HOSTILE])
def test_hostile_text_is_read_in_bounded_time(text: str):
    started = time.thread_time()
    where(text[:2000], gazetteer())
    assert time.thread_time() - started < 1.0  # 0.01 s are usual


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:20] for text in HOSTILE])
def test_no_long_text_is_said_back_as_a_name(text: str):
    assert len(where(text[:2000], gazetteer()).words) <= 80
