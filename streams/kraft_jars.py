"""Find the Java and the jars that a Kafka broker on this machine is run from."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from core.errors import Misconfigured


def find_jars() -> Path:
    """Return the newest complete folder of jars in the user's cache.

    Raises:
        Misconfigured: there is none.
    """
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    found = Path(base, "civicsense", "kafka").glob("[0-9]*/kafka_2.13-*.jar")
    folders = sorted(found, key=lambda jar: [int(n) for n in jar.parent.name.split(".")])
    if not folders:
        raise Misconfigured("Apache Kafka is not in the cache; `make kafka-jars` brings it")
    return folders[-1].parent


def find_java() -> str:
    """Return the Java to run Kafka with.

    Raises:
        Misconfigured: there is none.
    """
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    if not java:
        raise Misconfigured("Java 17 or newer is needed for Apache Kafka and was not found")
    return java
