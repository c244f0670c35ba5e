"""List words that look like the names of places in a question, and seldom are."""

from typing import Final

NO_ZIP: Final = frozenset(
    {"customer", "customers", "people", "homes", "households", "users", "residents", "dollars",
     "number", "no", "ticket", "case", "report", "id", "about", "nearly", "over", "than", "vehicle",
     "bus", "meter", "account", "reference", "order"}
)  # fmt: skip
AFTER_IN: Final = (
    "general", "english", "spanish", "french", "chinese", "town", "night", "total", "place",
    "danger", "need", "trouble", "progress", "service", "effect", "particular", "advance",
    "morning", "evening", "afternoon", "summer", "winter", "public", "school", "neighborhood",
    "home", "work", "least", "most", "present", "moment", "risk",
)  # fmt: skip
"""What follows "in" and "at" without an article; a slip in one of them is no place."""
NO_PLACES: Final = frozenset(
    """
    comcast xfinity verizon spectrum cox att tmobile frontier netflix youtube google facebook
    amazon alexa siri uber lyft tesla iphone android whatsapp zoom covid hola hello bonjour gracias
    merci salut amigo please thx lmao lmfao wtf wth idk dunno gonna wanna gotta yall tonite tmrw tmr
    thru tho cuz coz hiya heya wassup whats hows theres anyones pls plz asap yep nope nah yup umm
    hmm huh ugh argh damn dang jeez gosh bro dude sir madam folks anybody monsieur madame senor
    fema nws epa noaa dept govt mins hrs secs temp temps info
    """.split()  # noqa: SIM905
)
"""Makers, carriers, greetings and slang: strange words that are no places."""
NO_STREETS: Final = frozenset(
    """
    the a an my our your his her their this that which what any some every each all both whole
    one two single busy dark wet icy dry main side cross high back next same other another local
    public private open closed clear empty quiet crowded flooded dirty dead on in at of off to
    from by
    down up along across near through over under onto into and or is are was be has have close
    block blocked no new old city town county country state narrow wide long short toll dirt ring
    bike bus fire first second third last power street road rail train water gas right left way
    """.split()  # noqa: SIM905
)
"""What stands before "street" without being its name."""
ANY_STREETS: Final = frozenset({"street", "road", "lane", "alley"})
"""Types that are everyday words; the others are said of a street by name."""
LOOSE_TYPES: Final = frozenset({"way", "place", "court", "close", "drive", "row", "walk"})
SAID_OF_ROADS: Final = frozenset(
    """
    closure closures closing work works works flooding flood parking sweeping cleaning light lights
    traffic repair repairs conditions condition status construction crew crews crossing network rage
    blockages blockage
    """.split()  # noqa: SIM905
)
OWN_TAILS: Final = frozenset(
    {"heights", "hills", "gardens", "village", "estates", "acres", "springs", "falls", "grove",
     "ridge", "junction", "township", "shores", "meadows", "county", "park", "woods", "terrace"}
)  # fmt: skip
"""What makes another place of a known name: Riverside Heights is not Riverside."""
CITY_TALK: Final = frozenset(
    """
    power water gas internet wifi outage outages traffic flood floods flooding fire fires weather
    news electricity status closure closures alert alerts emergency emergencies blackout smoke
    transit delays trains buses happening
    """.split()  # noqa: SIM905
)
