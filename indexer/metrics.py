"""Show what the indexer did: one counter by name, and how far behind it is, for Prometheus."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector


class Metrics(Collector):
    """Hold the counts of one indexer process.

    Counts are plain integers that the owner's thread adds to; they are read when asked for.
    """

    def __init__(self, lag: Callable[[], Mapping[str, int]] = dict) -> None:
        self.counts: Counter[str] = Counter()
        self.lag = lag

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        """Yield the metrics as they stand."""
        counted = CounterMetricFamily(
            "civic_indexer_happened", "What happened to records and events", labels=["what"]
        )
        for what, count in sorted(self.counts.copy().items()):
            counted.add_metric([what], count)
        yield counted
        behind = GaugeMetricFamily(
            "civic_indexer_behind", "Records not yet applied, by partition", labels=["partition"]
        )
        for partition, records in sorted(self.lag().items()):
            behind.add_metric([partition], records)
        yield behind

    def serve(self, port: int, host: str) -> Callable[[], None]:
        """Serve `/metrics` from a thread of its own; return what ends it."""
        registry = CollectorRegistry()
        registry.register(self)
        server, thread = start_http_server(port, host, registry)

        def end() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return end
