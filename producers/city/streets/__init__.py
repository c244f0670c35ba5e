"""Make a city's streets drivable: their graph, what closes them, and how fast they run when."""
