"""Drive a city's taxis, vans, trucks and ambulances, and write the trips that people hire."""
