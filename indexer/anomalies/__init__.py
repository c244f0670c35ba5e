"""Turn telemetry into anomalies: what is measured to be unusual, and never more than that."""
