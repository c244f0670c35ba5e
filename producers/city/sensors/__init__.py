"""Measure a city: riders at gates, roads under cameras, air at stations, silent sensors."""
