"""Check the XML signature of an alert against the feed's own certificates (XML-DSig 1.1).

Keys come from the configuration, never from the message. What is believed is what was signed: the
caller goes on with the element that the signature covers, not with the one that it came in.
"""

import base64
import re
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from typing import Any, Final

from lxml import etree

from core.errors import Misconfigured
from producers.sources.cap_fields import Refused
from producers.sources.cap_xml import Element, name_of, namespace_of, text_of

_DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_TRANSFORMS: Final = frozenset(
    {f"{_DSIG}enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#"}
)
_PEM: Final = re.compile(rb"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)


class Signatures:
    """Hold the certificates that a feed signs with."""

    def __init__(self, certificates: Sequence[bytes]) -> None:
        """Read the certificates.

        Raises:
            Misconfigured: one is no PEM certificate, or signxml is not installed.
        """
        try:
            self._signxml: Any = import_module("signxml")
            failure: type[Exception] = import_module("signxml.exceptions").SignXMLException
        except ImportError as error:
            raise Misconfigured("a CAP feed with certificates needs the package signxml") from error
        self._failures = (failure, etree.LxmlError, ValueError, TypeError, LookupError)
        self._trusted: dict[bytes, str] = {}
        for pem in certificates:
            match = _PEM.search(pem)
            if match is None:
                raise Misconfigured("a certificate of a CAP feed is no PEM certificate")
            self._trusted[base64.b64decode(match[1])] = match[0].decode("ascii")

    def signed_part(self, alert: Element, now: datetime) -> Element:
        """Return the alert as it was signed.

        Args:
            alert: an `alert` element, alone or inside an envelope.
            now: the instant at which the certificate must be valid, aware UTC.

        Raises:
            Refused: `unsigned`, `transform` (one that could change what is read), `untrusted_key`
                or `bad_signature`.
        """
        signatures = list(alert.iter(f"{{{_DSIG}}}Signature"))
        if not signatures:
            raise Refused("unsigned", "this feed signs its alerts, and this one is not signed")
        if len(signatures) > 1 or signatures[0].getparent() is not alert:
            raise Refused("bad_signature", "one signature, right below the alert, is read")
        _check_transforms(signatures[0])
        certificates = self._candidates(signatures[0])
        standalone = etree.tostring(alert, with_tail=False)
        for certificate in certificates:
            signed = self._verified(standalone, certificate, now)
            if signed is not None:
                return signed
        raise Refused("bad_signature", "the signature does not fit the alert and the feed's key")

    def _candidates(self, signature: Element) -> list[str]:
        """Return the feed's certificates that may have signed: the one named, or all."""
        named: list[bytes] = []
        for element in signature.iter(f"{{{_DSIG}}}X509Certificate"):
            try:
                named.append(base64.b64decode("".join(text_of(element).split()), validate=True))
            except ValueError:
                raise Refused("untrusted_key", "the certificate inside cannot be read") from None
        trusted = [self._trusted[der] for der in named if der in self._trusted]
        if named and not trusted:
            raise Refused("untrusted_key", "signed with a key that is not this feed's")
        return trusted or list(self._trusted.values())

    def _verified(self, standalone: bytes, certificate: str, now: datetime) -> Element | None:
        configuration = self._signxml.SignatureConfiguration(
            location="./", expect_references=1, verification_time=now
        )
        try:
            result: Any = self._signxml.XMLVerifier().verify(
                standalone, x509_cert=certificate, expect_config=configuration
            )
        except self._failures:  # whatever cannot be checked is not believed
            return None
        signed: Element | None = result.signed_xml
        return signed if signed is not None and name_of(signed) == "alert" else None


def _check_transforms(signature: Element) -> None:
    """Refuse what could make the signed text differ from the text that is read."""
    for element in signature.iter(f"{{{_DSIG}}}Transform"):
        if element.get("Algorithm") not in _TRANSFORMS:
            raise Refused("transform", f"{str(element.get('Algorithm'))[:80]} is never applied")
    references = list(signature.iter(f"{{{_DSIG}}}Reference"))
    if [reference.get("URI") for reference in references] != [""]:
        raise Refused("bad_signature", "the signature must cover the alert, whole and alone")
    if any(namespace_of(child) == _DSIG and name_of(child) == "Object" for child in signature):
        raise Refused("bad_signature", "a signature that carries content of its own")
