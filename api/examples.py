"""Show one of each in the OpenAPI document; the tests hold them against the models."""

from typing import Any, Final

QUESTION: Final[dict[str, Any]] = {
    "message": "Is the power out in Eastside?",
    "location": {"lat": 40.719, "lon": -73.961, "accuracy_m": 25.0},
}

EVENT: Final[dict[str, Any]] = {
    "event_id": "city-power:4711",
    "family": "infrastructure",
    "type": "power_outage",
    "severity": "high",
    "phase": "active",
    "headline": "Power outage in Eastside",
    "message": "About 4,300 customers are without power.",
    "instructions": ["Stay away from fallen wires."],
    "areas": ["Eastside"],
    "geometry": None,
    "coordinates": {"lat": 40.719, "lon": -73.961},
    "lines": [],
    "stops": [],
    "source": "city-power",
    "publisher": "City Power & Light",
    "issued_at": "2026-03-14T14:32:00Z",
    "starts_at": "2026-03-14T14:32:00Z",
    "ends_at": "2026-03-14T18:30:00Z",
    "end_certainty": "estimated",
    "expires_at": None,
    "last_confirmed_at": "2026-03-14T15:04:40Z",
    "planned": False,
    "affected_customers": 4300,
    "cause": "a failed transformer",
    "status": "investigating",
    "incident_id": None,
    "in_city": True,
    "end_reason": None,
    "active_periods": [],
    "url": None,
}

EVENTS: Final[dict[str, Any]] = {
    "as_of": "2026-03-14T15:05:00Z",
    "events": [EVENT],
    "next_cursor": None,
}

ANOMALIES: Final[dict[str, Any]] = {
    "as_of": "2026-03-14T15:05:00Z",
    "events": [
        {
            **EVENT,
            "event_id": "anomaly:vehicle_delay:tram-12:20260314T1452Z",
            "family": "anomaly",
            "type": "vehicle_delay",
            "severity": "low",
            "headline": "Tram 12 is running late",
            "message": "Tram 12 has been more than 5 minutes late since 10:48 am: 7 minutes now.",
            "instructions": [],
            "areas": ["Eastside"],
            "lines": ["blue"],
            "source": "civicsense",
            "publisher": None,
            "issued_at": "2026-03-14T15:04:50Z",
            "starts_at": "2026-03-14T14:48:10Z",
            "ends_at": None,
            "end_certainty": "unknown",
            "expires_at": "2026-03-14T15:19:50Z",
            "last_confirmed_at": "2026-03-14T15:04:50Z",
            "affected_customers": None,
            "cause": None,
            "status": "measured",
        }
    ],
    "next_cursor": None,
}

VEHICLES: Final[dict[str, Any]] = {
    "as_of": "2026-03-14T15:04:58Z",
    "vehicles": [
        {
            "vehicle_id": "tram-12",
            "kind": "tram",
            "line": "blue",
            "trip_id": "blue-0-1430",
            "lat": 40.719,
            "lon": -73.961,
            "speed_kmh": 23.5,
            "heading_deg": 84.0,
            "status": "in_service",
            "next_stop": "market-square",
            "delay_s": 420,
            "occupancy": "few_seats_available",
            "fuel_pct": None,
            "engine_temp_c": None,
            "timestamp": "2026-03-14T15:04:58Z",
            "fresh": True,
        }
    ],
}

ROAD: Final[dict[str, Any]] = {
    "road_id": "harbor-bridge",
    "name": "Harbor Bridge",
    "lat": 40.711,
    "lon": -73.998,
    "speed_kmh": 18.5,
    "free_flow_kmh": 50.0,
    "vehicles_per_min": 31.0,
    "occupancy": 42.0,
    "camera_id": "cam-7",
    "timestamp": "2026-03-14T15:04:40Z",
    "fresh": True,
}

_SAID: Final = "A power outage is reported in Eastside since 10:32 am; 4,300 customers are affected"
_CITED: Final = (
    "event_id", "family", "type", "headline", "source", "publisher", "issued_at",
    "last_confirmed_at", "ends_at", "end_certainty", "expires_at", "phase", "end_reason", "url",
)  # fmt: skip

ANSWER: Final[dict[str, Any]] = {
    "answer_id": "ZCdaeTPNb37zbCBI",
    "session_id": "xZ4XZJHp41e2T-zWFBVLVitu",
    "language": "en",
    "status": "reported",
    "answer": f"Yes. {_SAID} [1].",
    "statements": [{"text": f"{_SAID}.", "event_ids": ["city-power:4711"], "kind": "fact"}],
    "citations": [{"n": 1, **{key: EVENT[key] for key in _CITED}}],
    "place": {
        "name": "Eastside", "kind": "area", "lat": 40.719, "lon": -73.961,
        "precision": "inside_area",
    },
    "coverage": [
        {
            "source": "city-power", "family": "infrastructure", "state": "live", "reason": None,
            "last_heard_at": "2026-03-14T15:04:40Z",
        }
    ],
    "as_of": "2026-03-14T15:05:00Z",
    "mode": "grounded",
    "model": None,
    "fallback_reason": None,
    "suggestions": ["When will it be back?"],
    "timing_ms": {"total": 4.2},
}  # fmt: skip

COMPLETION_REQUEST: Final[dict[str, Any]] = {
    "model": "civicsense",
    "messages": [{"role": "user", "content": QUESTION["message"]}],
}
COMPLETION: Final[dict[str, Any]] = {
    "id": f"chatcmpl-{ANSWER['answer_id']}",
    "object": "chat.completion",
    "created": 1773500700,
    "model": "civicsense",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant", "content": ANSWER["answer"], "refusal": None,
                "annotations": [],
            },
            "logprobs": None,
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 8, "completion_tokens": 24, "total_tokens": 32},
    **{key: ANSWER[key] for key in ("session_id", "status", "as_of", "citations")},
}  # fmt: skip
