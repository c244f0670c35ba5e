"""List ordinary English words, so that no misspelt-place search takes them for a name.

Base forms; `is_ordinary` sees through the usual endings. The list leans to what people say when
they ask about a city: utilities, transport, weather, time, feelings.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_TEXT: Final = """
a able about above accessible accident across act active actual actually add addition address
advance advice advise advisory affect afraid after afternoon aftershock again against age agency
ago ahead ai air alarm alert all allergic allow almost alone along already also alternate
alternative always am amber ambulance america amount an and angry animal announce announcement
another answer any anybody anyone anything anytime anyway anywhere apartment app appear approach
are area arent around arrival arrive arson article as asap ask asleep assist asthma at attack
attention august authority available avalanche average avoid awake aware away awful baby back
backup bacteria bad bag band bandwidth bank bar barricade basement bath bathing bathroom bay be
beach because become bed bedroom been before began begin behind being below beside best bet better
between beware beyond big bike bikes bill bird bit bite black blackout blizzard block blow blue
board boat body boil bomb book born borough boss both bother bottle bottom box boy brake branch
break breakdown breaker breath breathe breathing bridge brief bright bring broadband broke broken
brother brown brownout btw budget build building bumper burn burst bus business busy but buy by
bypass cab cable call calm came camera can cancel cannot cant car carbon card care careful carpool
carriage carry case cash cat catch cause caution cell cellular center central ceremony certain
chance change charge charger chat cheap check chemical child children chinese chlorine choose
church citizen city citywide class clean clear click clinic clock close closer closest closure
cloud cloudy coast cold collapse collect college color come comes comfort coming common community
commute commuter company complain complete computer concern concert condition conductor confirm
congestion connect connection construction contact contain contaminate continue control cook cool
cop corner correct cost could couldnt council count country county couple course court cover covid
crash crazy crew crime critical cross crossing crosswalk crowd crowded crush curfew current
currently customer cut cycle cyclist daily damage damn danger dangerous dark data date daughter day
dead deal dear death debris decide deep degree delay delayed depart department departure describe
desk detail detour did didnt die different difficult dig dinner dir direct direction dirty disable
disaster disconnect disease disruption distance district do doctor does doesnt dog doing done dont
door double down downed download downstream downtime drain draw drink drinking drive driver drizzle
drop drought drove drug dry due during dust duty each earlier early earth earthquake ease east
eastbound easy eat ecoli edge egg eight either elderly election electric electrical electricity
elevator else email emergency employee empty end engine english enjoy enough enter entire entrance
equipment error eruption escalator escape especially estimate eta etc evacuate evacuation evacuee
even evening event ever every everybody everyone everything everywhere exact exactly exit expect
expected explain explode explosion express expressway extend extra extreme eye face fact fail
failure fair faith fake fall false family far fare fast faucet fault favor fear feature february
feed feeder feel feet fell fence ferry festival fever few fiber field fight figure file fill final
finally find fine finger finish fire firefighter fireworks first fish five fix flag flame flash
flat flicker flickering flight flood flooding floor flow flu flurry flush fly fog foggy follow food
foot for force forecast forest forget form forward found four free freeze freezing french frequency
fresh friday friend from front frost frozen ft fuel full fun further fuse future game garage
garbage garden gas gate gave general generator german get gets getting girl give glass go goes
going gone good goodbye got government grade grand grandma grandmother grass great green grid
gridlock ground group grow guess guest guide gun gunfire gust guy guys had hail half hall halt hand
handle happen happy hard harm has hasnt have havent hazard hazardous haze he head heads headway
health hear heard heart heat heater heatwave heavy height held hell hello help helpful her here hey
hi high higher highway hill him his hit hold hole holiday home homeless homeowner hope horrible
hospital hostage hot hotel hour hourly house household hov how however hows huge human hundred
hungry hurricane hurry hurt husband hydrant i ice icy id idea if ill illegal im immediate impact
important in inch incident incoming indoor infant inform information injure injury inside instead
instruct instruction insurance interchange interested internet interrupt interruption intersection
into investigate is island isnt issue it its itself ive january job join july jump junction june
just keep kept key kid kidnapped kids kill kilometer kind kitchen km kmh knew know known ladder
lady lake land landline landlord landslide lane language large last late lately latency later
latest law lead leaf leak leaky learn least leave left leg less let letter level library life lift
light lightning like likely limit line link list listen little live living load local locate
location lock lockdown log lol long longer look lose loss lost lot loud love low lower luck lunch
machine mad made magnitude mail main mainline maintenance major make mall man manage mandarin
manhole many map marathon march mark market mask mass match matter may maybe mayor me meal mean
meantime measles measure meat median medical medicine meet member message met meter methane metre
metro middle might mild mile milk mill million mind mine minor minute miss missing mission mist
mistake mix mobile modem moderate moment monday money monoxide month moon more morning mosquito
most mother motor mountain mouth move movie mph mr mrs much mud mudslide murky museum music must my
myself name narrow national natural nature near nearby nearest necessary need neighbor neighborhood
neither net network never new news next nice night nine no nobody noise none noon normal normally
north northbound nose not note nothing notice notify november now nowhere number nurse october odd
odor of off offer office officer official offline often oh ok okay old omg on once one ongoing
online only onto open operate operator opinion or orange order ordinary other others ought our out
outage outbreak outdoor outer outlet outside over overdue overflow overnight overpass own owner
pack page paid pain paint pair paper parade parent park parking part particular partly party pass
passenger past path pause pay peace pedestrian people per percent perfect perhaps perimeter person
pet phone photo pick picture piece pink pipe place plain plan plane planned plant platform play
plaza please plenty plow pls plus plz pm point poison police pollen pollution pool poor port
portuguese possible post pot potable pothole pound pour power practice prediction prefer pregnant
prepare present press pressure pretty prevent price print private probably problem produce program
promise propane proper protect protest protester proud prove provide provider public pull pump
purple push put quality quarter question quick quickly quiet quite r radio rail railcar rain rainy
raise rally ramp ran range rapid rate rather reach read ready real really reason receive recent
recently recommend record recover red reduce reduced refuge refund region regular relate release
relief remain remember remove renter reopen repair repeat replace reply report reported
reporting request rescue reserve resident resolve respond response rest restaurant restoration
restore restrict
result resume return review rich ride rider right ring rise risk river road roadwork robbery rock
roof room rotten round roundabout route router row rubbernecking rule run running rush sad safe
safely safety said same sandbag saturday save saw say scale scared schedule school science scooter
score screen sea search season seat second secret section security see seem seen self sell send
senior sense sent september serious seriously serve service set seven several severe sewage sewer
shake shall share she shelter shelves shift ship shoe shoot shooter shooting shop short shot should
shoulder shouldnt shout show shower shut shutdown shuttle sick side sidewalk sign signal silver
similar simple since sinkhole siren sister sit site situation six size skip sky sleep sleet slide
slight slip slippery slow smart smell smog smoke smoky smooth snow snowy so soft soil some somebody
somehow someone something sometime sometimes somewhere son soon sorry sort sound source south
southbound space spanish spark speak special speed spend spill spin spoke sport spot spread spring
square stable staff stage stair stall stand standby star start state statement station status stay
steal steam steel stench step stick still stink stolen stone stop stopped store storm stormy
straight strange stream streaming street streetcar streetlight strength strike strong structure
stuck student study stuff stupid subject substation subway such sudden suddenly suggest sulfur
summer sun sunday sunny supply support suppose sure surface surge suspect suspend suspension sweep
swim switch symptom system table take talk tall tank tap tapwater taste tax taxi teach teacher team
tell temperature temporary ten tenant term terminal terrible test text than thank thanks that thats
thaw the theater their them then there theres these they thing think third this those though
thought thousand threat threaten three through throughout throw thunder thunderstorm thursday thx
ticket tide tie till time timetable tip tire to today together toilet told toll tomorrow ton
tonight too took tool top tornado total touch tour tourist tournament toward towards tower town
toxic track traffic train tram transfer transformer transit transport transportation trap trapped
trash travel tree tremor trip trouble truck true trust try tsunami tuesday tunnel turbidity turn
turnstile tv twelve twenty twice two ty type u ugly umbrella unable under underground underpass
understand underway union unit unknown unless unsafe until unusual up upcoming update upload upon
upper upstairs upstream ur urgent us use used useful usual usually utility vaccine valid valley
valve van various vehicle very via viaduct vicinity victim video view village violence virus
visible visit voice voltage volume wait wake walk wall want warm warn warning was wash wasnt waste
watch water wave way we weak wear weather web website wednesday week weekday weekend weekly weight
welcome well went were west westbound wet what whatever whats wheel wheelchair when whenever where
wheres wherever whether which while white who whole whom whose why wide widespread wife wifi wild
wildfire will wind window windy wine winter wire wireless wish with within without woman wonder
wont wood word work workday worker works world worry worse worst worth would wouldnt wow write
wrong yard yeah year yellow yes yesterday yet yo you young your yours zero zip zone
absolutely agreement airplane although ammonia antenna antibiotic apparently appointment
approximately ash asphalt asthmatic atm attic availability backlog backyard bakery balcony bang
barber barely barn basically battery beep blast bleach boom boundary breakfast brunch bubbles bulb
bulk bunch buzz cabin cafe canyon capacity ceiling cellar cellphone cemetery century chaos chart
cinema classroom cliff closet colleague compare compost condo cough countryside courtyard coworker
crackle crib curb dawn daycare debt decade dentist deputy desert despite detective diabetic diarrhea
diesel diner dishwasher dispatcher ditch dizzy dorm dormitory dozen drill driveway drone dumpster
duplex dusk electrician evac factory faint farm filthy firecracker foam fridge fumes funeral furnace
gasoline graph groceries grocery gunshot gutter gym gymnasium hallway handful headache helicopter
herself hillside himself hindsight hoax horn hose hostel hum hydro icicle ignore imagine info
inhaler injection inspector insulin intermittent interview isolated itchy jail janitor jet joke
kennel kerosene kettle kindergarten labor lamp landfill laptop laundry lava lifeguard likelihood
literally litter lobby maximum meanwhile mechanic melt metallic metropolitan microwave midnight
mildew minimum mold motel motorcycle motorist nauseous newborn nursery obviously ocean onramp
otherwise ourselves outskirts oven oxygen panic pantry paramedic partial patient pavement petrol
pharmacy pickup picnic playground plumber porch possibility prank preschool prescription pretend
principle prison probability proximity pub publish puddle queue radiator radius ranch rash reality
recycling reference refrigerator regard regardless retrospect roommate roughly rubbish ruins rumor
rumour rural rust rusty safehouse salon salty satellite scam scattered sequence session shambles
sheriff shore silence single slimy sludge slush snack sneeze socket somewhat soot sour spigot spite
sporadic staircase stairway stairwell standstill statistics stereo stock stove stroller suburb
suburbs sulphur summarise summarize summary sunrise sunset supermarket supervisor supposedly surgery
surroundings tablet tears technician television themselves theory therefore thermostat toddler
townhouse translate triple trooper urban vacation vaccination vain volunteer vomit warehouse wedding
whiff whistle yacht yourself
blocked closed passable
"""
_WORDS: Final = frozenset(_TEXT.split())
_LISTED: Final = tuple(sorted(word for word in _WORDS if len(word) > 2))
_TWO_SLIPS_FROM: Final = 8
_ENDINGS: Final = ("'s", "s", "es", "ed", "d", "ing", "ly", "er", "ers", "est", "al", "ion", "ions")


@lru_cache(maxsize=65_536)
def is_ordinary(word: str) -> bool:
    """Say whether a lower-case word, or the word it is a form of, is ordinary English."""
    if word in _WORDS or len(word) < 3:
        return True
    for ending in _ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            if len(stem) > 2 and _is_stem(stem, ending):
                return True
    return word.endswith(("ies", "ied")) and f"{word[:-3]}y" in _WORDS


def _is_stem(stem: str, ending: str) -> bool:
    """Say whether a listed word takes this ending so: "closed", but no "closd" nor "stayion"."""
    if ending == "d":
        return stem.endswith("e") and stem in _WORDS
    if ending in ("ion", "ions") and stem[-1] not in "st":
        return False
    if stem in _WORDS:
        return True
    if ending in ("s", "'s"):
        return False
    doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in _WORDS
    return doubled or f"{stem}e" in _WORDS


@lru_cache(maxsize=16_384)
def is_nearly_ordinary(word: str) -> bool:
    """Say whether a lower-case word is an ordinary one with a slip in it: `watr`, `flodding`."""
    if is_ordinary(word):
        return True
    stems = {word, *(word[: -len(e)] for e in ("ing", "ed", "s") if word.endswith(e))}
    return any(is_nearly(stem, _LISTED) for stem in stems)


def is_nearly(word: str, listed: Sequence[str]) -> bool:
    """Say whether a word is one of a list with a slip in it; with two where it is long."""
    most = 2 if len(word) >= _TWO_SLIPS_FROM else 1
    return process.extractOne(word, listed, scorer=OSA.distance, score_cutoff=most) is not None
