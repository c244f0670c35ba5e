"""XML from strangers: what is read, what is refused, and that nothing else ever happens."""

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.wire import encode_event
from producers.source import Unreadable
from producers.sources.cap import CapFeed
from producers.sources.cap_xml import MAX_BYTES, parse_xml, text_of
from tests.producers.sources.cap_alerts import NOW, alert, area, fixture, info, only, read, reasons

WORDS = "<a>Größe</a>"
READ = [
    ("utf-8", f'<?xml version="1.0" encoding="UTF-8"?>{WORDS}'.encode()),
    ("utf-8 with a mark", WORDS.encode("utf-8-sig")),
    ("utf-16 little", WORDS.encode("utf-16")),
    ("utf-16 big", b"\xfe\xff" + WORDS.encode("utf-16-be")),
    ("declared latin-1", f'<?xml version="1.0" encoding="ISO-8859-1"?>{WORDS}'.encode("latin-1")),
    ("latin-1 called utf-8", f'<?xml version="1.0" encoding="UTF-8"?>{WORDS}'.encode("latin-1")),
    ("behind a comment", b"<!-- <!DOCTYPE x> -->" + WORDS.encode()),
    ("behind a stylesheet", b"<?xml-stylesheet href='x.xsl'?>" + WORDS.encode()),
]
REFUSED = [
    ("nothing", b"", "empty"),
    ("white space", b" \n\t ", "empty"),
    ("utf-16 without a mark", WORDS.encode("utf-16-le"), "encoding"),
    ("half a utf-16 letter", WORDS.encode("utf-16")[:-1], "encoding"),
    ("utf-7", b'<?xml version="1.0" encoding="UTF-7"?><a/>', "encoding"),
    ("ebcdic", b'<?xml version="1.0" encoding="cp037"?><a/>', "encoding"),
    ("json", b'{"alert": 1}', "parse"),
    ("a document type", b"<!DOCTYPE alert><alert/>", "dtd_forbidden"),
    ("a document type in capitals", b"<?xml version='1.0'?>\n<!DocType a><a/>", "dtd_forbidden"),
    ("a document type behind a comment", b"<!-- - --><!DOCTYPE a><a/>", "dtd_forbidden"),
    ("a page", b"<!-- 503 --><HTML><body>Down</body></HTML>", "not_cap"),
    ("an entity", b"<a>&x;</a>", "parse"),
    ("a lone surrogate", b"<a>&#xD800;</a>", "parse"),
    ("a cut comment", b"<!-- ", "parse"),
    ("two roots", b"<a/><a/>", "parse"),
    ("33 levels", b"<a>" * 33 + b"</a>" * 33, "too_deep"),
    ("300 levels", b"<a>" * 300 + b"</a>" * 300, "too_deep"),
    ("65 attributes", b"<a " + b" ".join(b"b%d='1'" % n for n in range(65)) + b"/>", "schema"),
    ("a million elements", b"<a>" + b"<b/>" * 300_000 + b"</a>", "too_large"),
    ("5 MB", b"<a>" + b"x" * MAX_BYTES + b"</a>", "too_large"),
]


@pytest.mark.parametrize("body", [case[1] for case in READ], ids=[case[0] for case in READ])
def test_a_document_is_read_in_its_own_encoding(body: bytes):
    assert text_of(parse_xml(body)) == "Größe"


@pytest.mark.parametrize(
    ("body", "reason"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_a_document_is_refused_with_its_reason_and_soon(body: bytes, reason: str):
    began = time.perf_counter()
    with pytest.raises(Unreadable, match=f"^{reason}: "):
        parse_xml(body)
    assert time.perf_counter() - began < 20, "it hangs"


def test_32_levels_are_read():
    assert text_of(parse_xml(b"<a>" * 32 + b"x" + b"</a>" * 32)) == "x"


@pytest.mark.parametrize("inside", ["Ext<!-- -->reme", "<![CDATA[Ext]]>reme", "Ext<?pi x?>reme"])
def test_a_value_cut_in_two_is_read_whole(inside: str):
    assert text_of(parse_xml(f"<a>{inside}</a>".encode())) == "Extreme"


def test_an_include_is_never_followed():
    body = (
        b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></a>'
    )
    assert text_of(parse_xml(body)) == ""


@pytest.mark.parametrize(
    "twice", ["<identifier>B-2</identifier>", "<status>Test</status>", "<sent>2026</sent>"]
)
def test_what_identifies_a_message_may_not_stand_there_twice(twice: str):
    body = alert("A-1", info(area("x"))).replace(b"<identifier>", f"{twice}<identifier>".encode())
    assert reasons(read(body)) == ["schema"]


def test_elements_of_another_namespace_are_not_read_as_cap():
    foreign = b'<identifier xmlns="urn:x">FORGED</identifier><identifier>'
    assert only(read(alert("A-1", info(area("x"))).replace(b"<identifier>", foreign)))


def test_a_wrapped_document_with_a_document_type_is_one_rejection():
    body = fixture("hazards.edxlde").replace(
        b'<?xml version="1.0"?>\n      <alert', b"<!DOCTYPE x><alert"
    )
    poll = read(body)
    assert len(poll.events) == 1
    assert reasons(poll) == ["dtd_forbidden", "not_cap"]


SEEDS = ["flood_1_alert.cap", "hazards.edxlde", "index.atom", "alerts.rss", "wind_segments.cap"]


@pytest.mark.parametrize("name", SEEDS)
def test_no_damage_to_a_document_raises_anything_but_unreadable(name: str):
    seed, dice = fixture(name), random.Random(name)
    for _ in range(400):
        body = bytearray(seed)
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(len(body))
            kind = dice.random()
            if kind < 0.4:
                body[at] = dice.randrange(256)
            elif kind < 0.7:
                del body[at : at + dice.randint(1, 40)]
            else:
                start = dice.randrange(len(seed))
                body[at:at] = seed[start : start + dice.randint(1, 60)]
            if not body:
                break
        assert_survives(bytes(body))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    values=st.lists(
        st.sampled_from(["", "x", "2026-03-01T08:00:00Z", "-1", "1e309", "40.7,-74 1", "nan,nan 3",
                         "0,0 1,1 1,0 0,0", "9" * 400, "\u202e\U000e0041", "a,b,c", "A/B"]),
        min_size=24, max_size=24,
    )
)  # fmt: skip
def test_no_value_in_any_field_raises(values: list[str]):
    names = ["references", "language", "category", "event", "responseType", "urgency", "severity",
             "certainty", "effective", "onset", "expires", "senderName", "headline", "description",
             "instruction", "web", "contact", "eventCode", "parameter", "areaDesc", "polygon",
             "circle", "geocode", "incidents"]  # fmt: skip
    given_ = dict(zip(names, values, strict=True))
    body = '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>A-1</identifier>'
    body += "<sender>s</sender><sent>2026-03-01T08:00:00Z</sent><status>Actual</status>"
    body += "<msgType>Update</msgType><scope>Public</scope>"
    body += f"<references>{given_.pop('references')}</references><info>"
    places = {name: given_.pop(name) for name in ("areaDesc", "polygon", "circle", "geocode")}
    body += "".join(f"<{name}>{value}</{name}>" for name, value in given_.items())
    body += "<area>" + "".join(f"<{n}>{v}</{n}>" for n, v in places.items()) + "</area>"
    assert_survives(f"{body}</info></alert>".encode())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_raise_anything_but_unreadable(body: bytes):
    assert_survives(body)


def assert_survives(body: bytes) -> None:
    try:
        poll = CapFeed("oem").parse(body, NOW)
    except Unreadable:
        return
    for event in poll.events:
        assert len(encode_event(event)) <= 64 * 1024
