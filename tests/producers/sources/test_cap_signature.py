"""A feed that signs its alerts is believed only where the signature is its own."""

import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from lxml import etree

from core.errors import Misconfigured
from producers.sources.cap import CapFeed
from tests.producers.sources.cap_alerts import NOW, alert, area, info, reasons

PLAIN = alert("S-1", info(area("Harbor"), more="<headline>Flood in Harbor</headline>"))


@cache
def key_pair(name: str) -> tuple[bytes, bytes]:
    """Return a fresh key and its own certificate, as PEM."""
    x509 = _part("cryptography.x509")
    rsa = _part("cryptography.hazmat.primitives.asymmetric.rsa")
    hashes = _part("cryptography.hazmat.primitives.hashes")
    serialization = _part("cryptography.hazmat.primitives.serialization")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, certificate.public_bytes(pem)


def _part(name: str) -> Any:
    pytest.importorskip("signxml", reason="the package signxml is not installed")
    return import_module(name)


def signed(body: bytes, name: str = "oem") -> bytes:
    signxml = _part("signxml")
    private, certificate = key_pair(name)
    signer = signxml.XMLSigner(c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#")
    root = signer.sign(etree.fromstring(body), key=private, cert=certificate)
    return etree.tostring(root)


def secured() -> CapFeed:
    return CapFeed("oem", certificates=[key_pair("oem")[1]])


def test_an_alert_signed_with_the_feeds_key_is_read():
    poll = secured().parse(signed(PLAIN), NOW)
    assert [event.headline for event in poll.events] == ["Flood in Harbor"]
    assert poll.rejections == ()


def test_a_signed_alert_inside_an_atom_entry_is_read():
    entry = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>e</id><content>'
    poll = secured().parse(entry + signed(PLAIN) + b"</content></entry></feed>", NOW)
    assert [event.headline for event in poll.events] == ["Flood in Harbor"]


def test_one_changed_byte_is_a_bad_signature():
    body = signed(PLAIN).replace(b"Flood in Harbor", b"Blood in Harbor")
    poll = secured().parse(body, NOW)
    assert poll.events == ()
    assert reasons(poll) == ["bad_signature"]


def test_a_transform_that_rewrites_the_alert_is_never_applied():
    xslt = b"http://www.w3.org/TR/1999/REC-xslt-19991116"
    body = signed(PLAIN).replace(b"http://www.w3.org/2000/09/xmldsig#enveloped-signature", xslt)
    assert reasons(secured().parse(body, NOW)) == ["transform"]


def test_a_key_that_only_the_message_vouches_for_is_not_trusted():
    assert reasons(secured().parse(signed(PLAIN, "stranger"), NOW)) == ["untrusted_key"]


def test_a_stranger_who_shows_the_feeds_certificate_is_a_bad_signature():
    def shown(name: str) -> bytes:
        return b"".join(key_pair(name)[1].splitlines()[1:-1])

    body = b"".join(signed(PLAIN, "stranger").split(b"\n"))
    body = body.replace(shown("stranger"), shown("oem"))
    assert shown("oem") in body
    assert reasons(secured().parse(body, NOW)) == ["bad_signature"]


def test_an_unsigned_alert_is_refused_only_where_signatures_are_required():
    assert reasons(secured().parse(PLAIN, NOW)) == ["unsigned"]
    assert len(CapFeed("oem").parse(PLAIN, NOW).events) == 1


@pytest.mark.parametrize("years", [-10, 20])
def test_a_certificate_counts_only_while_it_is_valid(years: int):
    then = NOW + timedelta(days=365 * years)
    assert "bad_signature" in reasons(secured().parse(signed(PLAIN), then))


@pytest.mark.parametrize("part", ["SignatureValue", "DigestValue", "SignedInfo"])
def test_a_signature_with_a_part_missing_is_refused(part: str):
    root = etree.fromstring(signed(PLAIN))
    for element in root.iter("{http://www.w3.org/2000/09/xmldsig#}" + part):
        element.text = ""
        for inside in list(element):
            element.remove(inside)
    assert reasons(secured().parse(etree.tostring(root), NOW)) == ["bad_signature"]


@pytest.mark.parametrize("uri", ['URI="#other"', 'URI="http://evil.example/a.cap"'])
def test_a_signature_over_something_else_is_refused(uri: str):
    body = signed(PLAIN).replace(b'URI=""', uri.encode())
    assert reasons(secured().parse(body, NOW)) == ["bad_signature"]


def test_an_alert_wrapped_around_a_signed_one_is_refused():
    forged = PLAIN.replace(b"S-1", b"S-2").replace(b"</alert>", signed(PLAIN) + b"</alert>")
    poll = secured().parse(forged, NOW)
    assert poll.events == ()
    assert reasons(poll) == ["bad_signature"]


def test_a_feed_with_certificates_needs_what_checks_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "signxml", None)
    with pytest.raises(Misconfigured, match="signxml"):
        CapFeed("oem", certificates=[b"x"])


def test_a_certificate_that_is_none_stops_the_start():
    _part("signxml")
    with pytest.raises(Misconfigured, match="PEM"):
        CapFeed("oem", certificates=[b"x"])
