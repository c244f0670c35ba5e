"""Keep the rules of a running indexer: read again when their file changes, while all goes on."""

from collections import Counter
from pathlib import Path
from typing import Final

import structlog

from core.city import City
from core.errors import Misconfigured
from core.timespan import monotonic_s
from indexer.anomalies.detector import AnyDetector
from indexer.anomalies.rule_detectors import detectors_of
from indexer.anomalies.rules import read_rules

CHECK_S: Final = 1.0
FILE_NAME: Final = "rules.yaml"
"""In a city pack's folder."""

_log = structlog.stdlib.get_logger(__name__)


class RuleBook:
    """Give the detectors that look now: those of the code, and those of the rules."""

    def __init__(
        self, path: Path | None, city: City, built_in: tuple[AnyDetector, ...], counts: Counter[str]
    ) -> None:
        """Read the rules once.

        Args:
            path: their file, which need not be there; None for no rules.
            city: the pack.
            built_in: the detectors of the code.
            counts: what happened, by name.

        Raises:
            Misconfigured: they cannot be used.
        """
        self._path = path
        self._city = city
        self._built_in = built_in
        self._counts = counts
        self._seen = self._stamp()
        self._checked_at = monotonic_s()
        self._detectors = self._read()

    def detectors(self) -> tuple[AnyDetector, ...]:
        """Return the detectors; the same tuple until the rules change."""
        if monotonic_s() - self._checked_at >= CHECK_S:
            self._checked_at = monotonic_s()
            self._look_again()
        return self._detectors

    def _look_again(self) -> None:
        stamp = self._stamp()
        if stamp == self._seen:
            return
        self._seen = stamp
        try:
            self._detectors = self._read()
        except Misconfigured as error:
            self._counts["rules_refused"] += 1
            _log.error("rules.refused", detail=str(error), kept=self._rules)
            return
        self._counts["rules_reloaded"] += 1
        _log.info("rules.reloaded", rules=self._rules)

    def _read(self) -> tuple[AnyDetector, ...]:
        rules = read_rules(self._path, self._city) if self._path is not None else ()
        detectors = (*self._built_in, *detectors_of(rules, self._city))
        self._rules = len(rules)
        return detectors

    def _stamp(self) -> tuple[int, int] | None:
        if self._path is None:
            return None
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size
