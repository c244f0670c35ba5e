"""Hold who is said to act or to say so: publishers, utilities, agencies, the police, the mayor.

A body holds where it is the cited event's publisher, its source's or its utility, or stands in the
words about it; in any of our languages ("the fire department", "los bomberos", "消防").
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from assistant.verify.bearing import Telling, borne, name_keys, says, tellings
from assistant.verify.verdict import Checked, Claim, ClaimKind
from assistant.verify.witness import Court, Witness
from core.city import City, Trust
from core.event import EventType
from core.topics import Family

_KINDS: Final = {
    "police": r"\bpolice(?: (?:department|officers?))?\b|\bcops?\b|\b(?:police |law"
    r" )?enforcement\b|\bsheriffs?\b"
    r"|\btroopers?\b|\bofficers?\b|\bdetectives?\b|\bpolic[ií]as?\b|\bpoliciers?\b|\bgendarmes?\b"
    r"|\bgendarmerie\b"
    r"|警方|警察|公安|警员",
    "fire": r"\bfire (?:department|dept\.?|service|brigade|crews?|officials?|chief|marshal)\b"
    r"|\bfire ?fighters?\b"
    r"|\bbomber[oa]s?\b|\b(?:sapeurs-)?pompiers?\b|消防(?:部门|局|队|员|人员)?",
    "mayor": r"\bmayor(?:'s office|['’]s)?\b|\balcald(?:e|esa|ía)\b|\bmaire\b|\bmairie\b|市长",
    "government": r"\b(?:city|town|county) council\b|\bgovernment\b|\bgovernor\b|\bpresident\b"
    r"|\bministry\b|\bminister\b"
    r"|\bcongress\b|\bsenate\b|\b(?:gobierno|gobernador|ministerio|concejo|presidente)\b"
    r"|\b(?:gouvernement|préfecture|préfet|ministère|ministre|conseil municipal)\b|政府|市议会"
    r"|总统|州长|部长",
    "health": r"\b(?:public health|health (?:department|officials?|authorit(?:y|ies)|agency"
    r"|office))\b"
    r"|\b(?:departamento de salud|autoridades sanitarias|salud pública)\b"
    r"|\b(?:santé publique|autorités sanitaires)\b|卫生(?:局|部门)",
    "weather": r"\b(?:national )?weather (?:service|office|bureau)\b|\bforecasters?\b"
    r"|\bmeteorologists?\b"
    r"|\bservicio (?:nacional )?meteorológico(?: nacional)?\b|\bmeteorólogos?\b"
    r"|\bservice (?:national )?météo\w*(?: national)?\b|\bmétéo\b|\bmétéorologues?\b"
    r"|(?:国家)?气象(?:局|台|部门|服务)",
    "utility": r"\butilit(?:y|ies)\b(?! (?:poles?|lines?|bills?|work|crews?))|\b(?:power"
    r"|electric(?:ity)?|water|gas"
    r"|energy|utility|internet|telecom) (?:company|companies|provider|supplier|operator"
    r"|department)\b|\bprovider\b"
    r"|\b(?:la )?(?:compañía|empresa)(?: (?:eléctrica|de (?:luz|agua|gas|electricidad)))?\b"
    r"|\bproveedor\b"
    r"|\b(?:fournisseur|compagnie|opérateur)(?: d(?:e |['’])(?:électricité|eau|gaz|l['’]eau))?\b"
    r"|(?:电力|供电|自来水|供水|燃气|公用事业|网络)(?:公司|局|部门)|运营商",
    "transit": r"\b(?:transit|transport(?:ation)?|bus|rail|metro) (?:agency|authority|operator"
    r"|company|officials?)\b"
    r"|\bthe operator\b|\b(?:agencia|autoridad|empresa|operador) de(?:l)? (?:transporte|tránsito"
    r"|metro)\b|\bel operador\b"
    r"|\b(?:société|agence|autorité|exploitant) (?:de|des) transports?\b|\bl['’]exploitant\b"
    r"|(?:公交|地铁|交通|运输)(?:公司|局|部门)",
    "emergency": r"\bemergency (?:management|services?|officials?|responders?|crews?|office)\b"
    r"|\bfirst responders?\b"
    r"|\bparamedics?\b|\bambulances?\b|\brescuers?\b|\brescue (?:teams?|crews?|workers?)\b"
    r"|\b(?:servicios de emergencia|protección civil|ambulancias?|paramédicos?|socorristas?"
    r"|rescatistas?)\b"
    r"|\b(?:services? d['’](?:urgence|secours)|secours|ambulanciers?|ambulances?|protection"
    r" civile)\b"
    r"|应急(?:管理|部门|办|服务)|救护|急救|救援(?:人员|队)",
    "streets": r"\b(?:streets?|roads?|highway|public works|transportation) (?:department|crews?"
    r"|agency|office)\b"
    r"|\b(?:departamento de (?:calles|obras|transporte)|obras públicas)\b|\b(?:service de la"
    r" voirie|voirie"
    r"|travaux publics)\b|(?:道路|市政|公路|街道)(?:部门|局)",
    "air": r"\bair (?:quality )?(?:office|agency|district|board)\b|\boficina del aire\b|\bbureau"
    r" de l['’]air\b"
    r"|(?:环保|环境|空气)(?:局|部门|办公室)",
    "army": r"\b(?:army|military|national guard|coast guard|navy|soldiers?|troops|marines)\b"
    r"|\b(?:ejército|militares|guardia (?:nacional|costera)|soldados)\b|\b(?:armée|militaires"
    r"|garde nationale"
    r"|garde-côtes?|soldats)\b|军队|国民警卫队|海岸警卫队|士兵",
    "relief": r"\bred cross\b|\bfema\b|\bcruz roja\b|\bcroix[- ]rouge\b|红十字会",
    "schools": r"\bschool (?:district|board|officials?)\b|\bdistrito escolar\b|\brectorat\b|学区",
    "hospital": r"\bhospitals?\b|\bdoctors?\b|\bnurses?\b|\bmédicos?\b|\bhospital(?:es)?\b"
    r"|\bhôpita(?:l|ux)\b"
    r"|\bmédecins?\b|医院|医生",
    "crews": r"\b(?:crews?|technicians?|engineers?|workers|linemen|repair teams?|inspectors?"
    r"|investigators?)\b"
    r"|\b(?:cuadrillas?|técnicos?|operarios|ingenieros?|inspectores|investigadores|equipos de"
    r" reparación)\b"
    r"|\b(?:équipes?|techniciens?|ouvriers|ingénieurs?|inspecteurs|enquêteurs)\b"
    r"|抢修(?:人员|队)?|维修(?:人员|队|工)|工作人员|技术人员|工程师|调查人员",
    "voice": r"\bspokes(?:person|man|woman|people)\b|\b(?:experts?|scientists?|witness(?:es)?"
    r"|reporters?|journalists?"
    r"|the media)\b|\b(?:portavoz|expertos?|científicos?|testigos?|prensa)\b|\b(?:porte-parole"
    r"|scientifiques"
    r"|témoins?|presse)\b|发言人|专家|目击者|记者|媒体",
    "authorities": r"\b(?:authorit(?:y|ies)|officials?)\b|\b(?:autoridad(?:es)?|funcionarios?)\b"
    r"|\b(?:autorités?"
    r"|fonctionnaires?)\b|当局|官员|官方|有关部门",
}  # fmt: skip
_EACH: Final = {kind: re.compile(words, re.IGNORECASE) for kind, words in _KINDS.items()}
_ANY: Final = re.compile("|".join(f"(?:{words})" for words in _KINDS.values()), re.IGNORECASE)
_SUPPLIED: Final = frozenset(
    {EventType.POWER_OUTAGE, EventType.WATER_ADVISORY, EventType.WATER_OUTAGE, EventType.GAS_LEAK,
     EventType.INTERNET_DISRUPTION}
)  # fmt: skip


def check(text: str, court: Court) -> list[Checked]:
    """Find bodies in a statement, and hold each to be one that the cited events speak of."""
    told = list(tellings(court))
    checked = [_published(claim, told) for claim in _publishers(text, court)]
    taken = [(one.claim.start, one.claim.end) for one in checked]
    for found in _ANY.finditer(text):
        if not any(start < found.end() and found.start() < end for start, end in taken):
            claim = Claim(ClaimKind.BODY, found.group(), found.start(), found.end())
            checked.append(_kind_held(claim, court, told))
    return checked


def _publishers(text: str, court: Court) -> Iterator[Claim]:
    """Yield the names of publishers in a text, the pack's and the events', each place once."""
    names = dict.fromkeys((*_of_city(court.city), *_of_events(court.witnesses)))
    last = 0
    spans = sorted(
        ((found.start(), found.end()) for name in names for found in _pattern(name).finditer(text)),
        key=_longest_first,
    )
    for start, end in spans:
        if start >= last:
            yield Claim(ClaimKind.BODY, text[start:end], start, end)
            last = end


def _longest_first(span: tuple[int, int]) -> tuple[int, int]:
    return (span[0], -span[1])


@lru_cache(maxsize=8)
def _of_city(city: City) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.publisher for source in city.sources if source.publisher))


def _of_events(witnesses: Sequence[Witness]) -> Iterator[str]:
    for witness in witnesses:
        event = witness.hit.event.event
        yield from (name for name in (event.publisher, event.utility_company) if len(name) > 2)


@lru_cache(maxsize=512)
def _pattern(name: str) -> re.Pattern[str]:
    """Match a name in any case; "and" and "&" are one."""
    words = [r"(?:&|and|y|et|和)" if w in ("&", "and") else re.escape(w) for w in name.split()]
    spaced = r"\s+".join(words)
    return re.compile(rf"(?<![A-Za-z]){spaced}(?![A-Za-z])", re.IGNORECASE)


def _published(claim: Claim, told: Sequence[Telling]) -> Checked:
    name = tuple(key for key in name_keys(claim.text))
    found = [t for t in told if says(t, name) or _pattern(claim.text).search(t.text)]
    if found:
        return borne(claim, found)
    return Checked(claim, why=f"no cited event is told by {claim.text}")


def _kind_held(claim: Claim, court: Court, texts: Sequence[Telling]) -> Checked:
    kinds = [kind for kind, pattern in _EACH.items() if pattern.fullmatch(claim.text)]
    kinds = kinds or [kind for kind, pattern in _EACH.items() if pattern.search(claim.text)]
    found = [t for t in texts if any(_EACH[kind].search(t.text) for kind in kinds)]
    by = {f"{w.event_id}.source": w.event_id for w in court.witnesses if _is(kinds, w, court)}
    if not found and not by:
        return Checked(claim, why=f"no cited event speaks of {claim.text}")
    told = borne(claim, found)
    return Checked(claim, (*told.by, *by), told.events | set(by.values()))


def _is(kinds: Sequence[str], witness: Witness, court: Court) -> bool:
    """Say whether who tells an event is of one of the kinds, by the nature of its source."""
    event = witness.hit.event.event
    source = court.city.source_by_id.get(event.source)
    known = source is not None or bool(event.publisher or event.utility_company)
    if "utility" in kinds and known and event.type in _SUPPLIED:
        return True
    if "transit" in kinds and known and event.family is Family.TRANSIT:
        return True
    if "crews" in kinds and event.type is EventType.ROAD_WORK:
        return True
    return "authorities" in kinds and source is not None and source.trust is Trust.OFFICIAL
