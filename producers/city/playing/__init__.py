"""Play what a city says into the log: `performing.perform` is the main path.

A `script.Script` is what is played: a world, a recording, or a `show` at another pace.
"""
