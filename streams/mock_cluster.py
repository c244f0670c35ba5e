"""Hold librdkafka's mock cluster, through the C functions that the Kafka client exports."""

import ctypes
from typing import Any, Final

import confluent_kafka.cimpl

from core.errors import Misconfigured

_HEARTBEAT_MS: Final = 200
_SESSION_MS: Final = 6000
_LOGGING_OFF: Final = b"0"


class MockCluster:
    """Be a Kafka cluster of one broker in this process; its topics come by being asked for.

    `rd_kafka_mock_topic_create` is not used: a call now and then takes a whole second, since
    the cluster's thread misses being woken and sits out its poll.

    Attributes:
        handle: what the `rd_kafka_mock_*` functions call the cluster.
    """

    def __init__(self) -> None:
        library = librdkafka()
        fault = ctypes.create_string_buffer(512)
        conf = library.rd_kafka_conf_new()
        library.rd_kafka_conf_set(conf, b"log_level", _LOGGING_OFF, fault, len(fault))
        self._client = library.rd_kafka_new(0, conf, fault, len(fault))
        if not self._client:
            raise Misconfigured(f"the embedded broker cannot start: {fault.value.decode()}")
        self.handle = library.rd_kafka_mock_cluster_new(self._client, 1)
        library.rd_kafka_mock_group_initial_rebalance_delay_ms(self.handle, 0)
        library.rd_kafka_mock_set_group_consumer_heartbeat_interval_ms(self.handle, _HEARTBEAT_MS)
        library.rd_kafka_mock_set_group_consumer_session_timeout_ms(self.handle, _SESSION_MS)
        self._library = library

    def bootstrap(self) -> str:
        """Return its `host:port`."""
        return self._library.rd_kafka_mock_cluster_bootstraps(self.handle).decode()

    def close(self) -> None:
        """Free the cluster and the client it needs."""
        self._library.rd_kafka_mock_cluster_destroy(self.handle)
        self._library.rd_kafka_destroy(self._client)


def librdkafka() -> Any:
    """Return the C library behind the Kafka client; raises `Misconfigured` without a mock in it."""
    # A handle on the extension module finds the functions of the library it was linked to,
    # whatever that file is called in this wheel or on this system.
    library = ctypes.CDLL(confluent_kafka.cimpl.__file__)
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    try:
        for name, result, arguments in (
            ("rd_kafka_conf_new", pointer, ()),
            ("rd_kafka_conf_set", number, (pointer, text, text, text, ctypes.c_size_t)),
            ("rd_kafka_new", pointer, (number, pointer, text, ctypes.c_size_t)),
            ("rd_kafka_destroy", None, (pointer,)),
            ("rd_kafka_mock_cluster_new", pointer, (pointer, number)),
            ("rd_kafka_mock_cluster_destroy", None, (pointer,)),
            ("rd_kafka_mock_cluster_bootstraps", text, (pointer,)),
            ("rd_kafka_mock_group_initial_rebalance_delay_ms", None, (pointer, ctypes.c_int32)),
            ("rd_kafka_mock_set_group_consumer_heartbeat_interval_ms", None, (pointer, number)),
            ("rd_kafka_mock_set_group_consumer_session_timeout_ms", None, (pointer, number)),
        ):
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
    except AttributeError as error:
        raise Misconfigured(f"the installed Kafka client has no mock cluster: {error}") from error
    return library
