"""Run a city's lines: the timetable, what befalls it, and how each run really went."""
