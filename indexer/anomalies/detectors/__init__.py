"""Detect one kind of anomaly a file; `indexer.anomalies.detector` says what a detector is."""
