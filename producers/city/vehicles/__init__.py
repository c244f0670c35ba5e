"""Hold what vehicles of lines and cars have in common: tracks, gauges, reports and their truth."""
