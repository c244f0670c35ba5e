"""List the detectors that look at one partition's readings."""

from core.city import City
from indexer.anomalies.detector import AnyDetector
from indexer.anomalies.detectors.air_quality import AirQuality
from indexer.anomalies.detectors.breakdown import Breakdown
from indexer.anomalies.detectors.congestion import Congestion
from indexer.anomalies.detectors.engine_warning import EngineWarning
from indexer.anomalies.detectors.fuel_warning import FuelWarning
from indexer.anomalies.detectors.heat import Heat
from indexer.anomalies.detectors.in_service import Termini
from indexer.anomalies.detectors.sensor_silent import SensorSilent, Sort
from indexer.anomalies.detectors.slowdown import Slowdown
from indexer.anomalies.detectors.speeding import Speeding
from indexer.anomalies.detectors.surge import Surge
from indexer.anomalies.detectors.vehicle_delay import VehicleDelay
from indexer.anomalies.detectors.wind import Wind


def local_detectors(city: City) -> tuple[AnyDetector, ...]:
    """Return every detector that needs no more than one partition, in a fixed order."""
    termini = Termini.of(city)
    return (
        VehicleDelay(),
        Breakdown(termini),
        EngineWarning(),
        FuelWarning(),
        Speeding(),
        SensorSilent(Sort.VEHICLE, termini),
        Surge(city.timezone, {id: stop.point for id, stop in city.stop_by_id.items()}),
        Congestion(city.timezone),
        Slowdown(),
        SensorSilent(Sort.CAMERA),
        SensorSilent(Sort.STATION),
        AirQuality(),
        Heat(),
        Wind(),
    )
