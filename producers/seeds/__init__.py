"""Keep a city alive with three simple worlds, until a full simulation replaces their inside.

`producers.seeds.loop.run(families, clock, settings, stop, city=…, streams=…)` runs any of the
three in one process; `producers.seeds.command.main` is what the three commands call.
"""
