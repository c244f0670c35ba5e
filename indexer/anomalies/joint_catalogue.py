"""List the detectors that the joiner runs: those that merge windows, those that look at events."""

from core.city import City
from indexer.anomalies.bunching import Bunching, Gap
from indexer.anomalies.call_rate import CallRate
from indexer.anomalies.event_detector import EventDetector
from indexer.anomalies.headways import Course
from indexer.anomalies.joint_bank import AnyJointDetector
from indexer.anomalies.line_delay import LineDelay
from indexer.anomalies.outage_growth import OutageGrowth
from indexer.anomalies.report_cluster import Officials, ReportCluster
from indexer.anomalies.timetable import Timetable


def joint_detectors(
    city: City, officials: Officials, timetable: Timetable | None = None
) -> tuple[AnyJointDetector, ...]:
    """Return every detector that needs several partitions, in a fixed order."""
    course = Course(city, timetable)
    return (LineDelay(course.line_of), Bunching(course), Gap(course), ReportCluster(officials))


def event_detectors(city: City) -> tuple[EventDetector, ...]:
    """Return every detector that looks at events, in a fixed order."""
    return (CallRate(city), OutageGrowth(city))
