"""Where people are, as far as words tell: zones by a platform's language, and by city.

A language is only a guess at a zone, so the person is asked; a city is what they said themselves.
Cities that name a zone themselves (Berlin, New York) are in the zone list already.
"""

from __future__ import annotations

from collections.abc import Mapping

# likely first; the others are offered beside it
_BY_HINT: Mapping[str, tuple[str, ...]] = {
    "de": ("Europe/Berlin", "Europe/London", "Europe/Athens"),
    "de-at": ("Europe/Vienna",),
    "de-ch": ("Europe/Zurich",),
    "fr": ("Europe/Paris", "America/Toronto", "Europe/London"),
    "fr-ca": ("America/Toronto", "America/Halifax", "Europe/Paris"),
    "fr-ch": ("Europe/Zurich",),
    "it": ("Europe/Rome", "Europe/London"),
    "es": ("Europe/Madrid", "America/Mexico_City", "America/Bogota", "America/Buenos_Aires"),
    "es-es": ("Europe/Madrid", "Atlantic/Canary"),
    "es-419": ("America/Mexico_City", "America/Bogota", "America/Santiago", "America/Buenos_Aires"),
    "es-mx": ("America/Mexico_City", "America/Tijuana"),
    "es-ar": ("America/Buenos_Aires",),
    "es-co": ("America/Bogota",),
    "es-cl": ("America/Santiago",),
    "pt": ("Europe/Lisbon", "America/Sao_Paulo"),
    "pt-br": ("America/Sao_Paulo", "America/Manaus", "America/Fortaleza", "Europe/Lisbon"),
    "pt-pt": ("Europe/Lisbon", "Atlantic/Azores"),
    "ru": ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Almaty"),
    "uk": ("Europe/Kyiv", "Europe/Warsaw", "Europe/Berlin"),
    "be": ("Europe/Minsk", "Europe/Warsaw"),
    "nl": ("Europe/Amsterdam", "Europe/London"),
    "pl": ("Europe/Warsaw", "Europe/London"),
    "tr": ("Europe/Istanbul", "Europe/Berlin"),
    "sv": ("Europe/Stockholm", "Europe/Helsinki"),
    "da": ("Europe/Copenhagen",),
    "no": ("Europe/Oslo",),
    "nb": ("Europe/Oslo",),
    "fi": ("Europe/Helsinki", "Europe/Stockholm"),
    "cs": ("Europe/Prague",),
    "sk": ("Europe/Bratislava",),
    "hu": ("Europe/Budapest",),
    "ro": ("Europe/Bucharest", "Europe/Chisinau"),
    "bg": ("Europe/Sofia",),
    "el": ("Europe/Athens",),
    "hr": ("Europe/Zagreb",),
    "sr": ("Europe/Belgrade",),
    "sl": ("Europe/Ljubljana",),
    "lt": ("Europe/Vilnius",),
    "lv": ("Europe/Riga",),
    "et": ("Europe/Tallinn",),
    "ca": ("Europe/Madrid",),
    "he": ("Asia/Jerusalem",),
    "ar": ("Asia/Riyadh", "Africa/Cairo", "Asia/Dubai", "Africa/Casablanca"),
    "fa": ("Asia/Tehran",),
    "hi": ("Asia/Kolkata",),
    "bn": ("Asia/Dhaka", "Asia/Kolkata"),
    "ta": ("Asia/Kolkata", "Asia/Colombo"),
    "ur": ("Asia/Karachi", "Asia/Kolkata"),
    "uz": ("Asia/Tashkent",),
    "kk": ("Asia/Almaty",),
    "ja": ("Asia/Tokyo",),
    "ko": ("Asia/Seoul",),
    "zh": ("Asia/Shanghai", "Asia/Taipei", "Asia/Singapore"),
    "zh-tw": ("Asia/Taipei", "Asia/Shanghai"),
    "zh-hk": ("Asia/Hong_Kong",),
    "th": ("Asia/Bangkok",),
    "vi": ("Asia/Ho_Chi_Minh",),
    "id": ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"),
    "ms": ("Asia/Kuala_Lumpur",),
    "en": ("Europe/London", "America/New_York", "America/Chicago", "America/Los_Angeles"),
    "en-gb": ("Europe/London",),
    "en-ie": ("Europe/Dublin",),
    "en-us": ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    "en-ca": ("America/Toronto", "America/Winnipeg", "America/Edmonton", "America/Vancouver"),
    "en-au": ("Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth"),
    "en-nz": ("Pacific/Auckland",),
    "en-in": ("Asia/Kolkata",),
    "en-za": ("Africa/Johannesburg",),
}

# cities, regions and abbreviations that are no zone's name
_BY_ZONE: Mapping[str, str] = {
    "Europe/Berlin": "munich münchen muenchen hamburg köln koeln cologne frankfurt stuttgart "
    "düsseldorf duesseldorf dusseldorf leipzig dresden hannover hanover nürnberg nuremberg bremen "
    "essen dortmund bonn mannheim karlsruhe freiburg münster germany deutschland",
    "Europe/Vienna": "wien graz linz salzburg innsbruck austria österreich",
    "Europe/Zurich": "zürich geneva genf genève basel bern lausanne switzerland schweiz",
    "Europe/Paris": "lyon marseille toulouse nice bordeaux lille nantes strasbourg montpellier "
    "rennes france",
    "Europe/Madrid": "barcelona valencia sevilla seville bilbao malaga zaragoza palma murcia "
    "granada spain españa",
    "Atlantic/Canary": "tenerife las_palmas gran_canaria lanzarote",
    "Europe/Rome": "milan milano roma turin torino naples napoli bologna florence firenze venice "
    "venezia verona genoa genova palermo bari italy italia",
    "Europe/Lisbon": "porto lisboa braga faro coimbra",
    "Europe/London": "manchester birmingham leeds glasgow edinburgh liverpool bristol sheffield "
    "newcastle nottingham cardiff oxford cambridge uk england scotland wales britain "
    "united_kingdom bst",
    "Europe/Dublin": "cork galway limerick ireland",
    "Europe/Amsterdam": "rotterdam the_hague den_haag utrecht eindhoven netherlands holland "
    "nederland",
    "Europe/Brussels": "antwerp antwerpen ghent gent bruges liege belgium",
    "Europe/Warsaw": "krakow kraków cracow wroclaw wrocław gdansk gdańsk poznan poznań lodz łódź "
    "warszawa polska",
    "Europe/Prague": "praha brno ostrava",
    "Europe/Stockholm": "gothenburg göteborg malmö malmo uppsala sweden",
    "Europe/Copenhagen": "aarhus odense københavn denmark",
    "Europe/Oslo": "bergen trondheim stavanger norway",
    "Europe/Helsinki": "espoo tampere turku finland",
    "Europe/Istanbul": "ankara izmir antalya bursa turkiye türkiye",
    "Europe/Athens": "thessaloniki patras greece",
    "Europe/Kyiv": "kiev київ киев lviv львов odesa odessa одесса kharkiv kharkov харьков dnipro "
    "ukraine",
    "Europe/Moscow": "москва st_petersburg saint_petersburg petersburg spb питер "
    "санкт-петербург kazan казань sochi nizhny_novgorod rostov voronezh krasnodar",
    "Asia/Yekaterinburg": "екатеринбург ekaterinburg chelyabinsk perm ufa",
    "Asia/Novosibirsk": "новосибирск",
    "Europe/Bucharest": "cluj timisoara iasi romania",
    "Europe/Budapest": "debrecen szeged hungary",
    "Europe/Belgrade": "novi_sad serbia",
    "Europe/Sofia": "plovdiv varna bulgaria",
    "America/New_York": "nyc brooklyn manhattan boston miami atlanta philadelphia washington dc "
    "washington_dc orlando tampa charlotte pittsburgh cleveland baltimore buffalo jacksonville "
    "raleigh columbus newark queens bronx florida new_jersey massachusetts est edt et eastern",
    "America/Chicago": "dallas houston austin san_antonio minneapolis milwaukee st_louis nashville "
    "new_orleans kansas_city memphis oklahoma_city texas illinois cst cdt ct central",
    "America/Denver": "salt_lake_city albuquerque colorado_springs colorado utah mst mdt mountain",
    "America/Phoenix": "arizona tucson mesa scottsdale",
    "America/Los_Angeles": "la san_francisco sf san_diego seattle portland las_vegas sacramento "
    "san_jose oakland california pst pdt pt pacific",
    "Pacific/Honolulu": "hawaii hst",
    "America/Toronto": "ottawa quebec quebec_city montréal hamilton mississauga ontario",
    "America/Vancouver": "british_columbia",
    "America/Edmonton": "calgary alberta",
    "America/Mexico_City": "mexico méxico ciudad_de_mexico cdmx guadalajara puebla",
    "America/Tijuana": "mexicali",
    "America/Sao_Paulo": "são_paulo rio rio_de_janeiro brasilia brasília belo_horizonte curitiba "
    "porto_alegre florianopolis campinas goiania brasil",
    "America/Bahia": "salvador",
    "America/Fortaleza": "natal",
    "America/Argentina/Buenos_Aires": "rosario la_plata argentina",
    "America/Bogota": "medellin medellín cali barranquilla cartagena colombia",
    "America/Santiago": "valparaiso concepcion",
    "America/Lima": "arequipa cusco peru",
    "America/Guayaquil": "quito ecuador",
    "America/Caracas": "maracaibo venezuela",
    "America/Montevideo": "uruguay",
    "America/Costa_Rica": "san_jose_costa_rica",
    "Asia/Kolkata": "mumbai bombay delhi new_delhi bangalore bengaluru chennai madras hyderabad "
    "pune ahmedabad jaipur lucknow kochi india ist",
    "Asia/Karachi": "lahore islamabad rawalpindi pakistan",
    "Asia/Dhaka": "chittagong bangladesh",
    "Asia/Dubai": "abu_dhabi sharjah uae emirates",
    "Asia/Riyadh": "jeddah mecca medina saudi_arabia",
    "Asia/Jerusalem": "haifa",
    "Asia/Tehran": "isfahan shiraz mashhad",
    "Asia/Shanghai": "beijing peking shenzhen guangzhou chengdu wuhan hangzhou nanjing xian "
    "tianjin china",
    "Asia/Tokyo": "osaka kyoto nagoya yokohama sapporo fukuoka jst",
    "Asia/Seoul": "busan incheon daegu south_korea korea",
    "Asia/Ho_Chi_Minh": "hanoi da_nang hcmc vietnam",
    "Asia/Bangkok": "chiang_mai phuket pattaya thailand",
    "Asia/Jakarta": "bandung surabaya",
    "Asia/Makassar": "bali denpasar",
    "Asia/Manila": "cebu davao quezon_city philippines",
    "Asia/Kuala_Lumpur": "penang johor_bahru malaysia",
    "Australia/Sydney": "newcastle_nsw wollongong aest aedt",
    "Australia/Brisbane": "gold_coast queensland",
    "Pacific/Auckland": "wellington christchurch hamilton_nz new_zealand nzst",
    "Africa/Johannesburg": "cape_town durban pretoria south_africa",
    "Africa/Lagos": "abuja ibadan nigeria",
    "Africa/Nairobi": "mombasa kenya",
    "Africa/Cairo": "alexandria giza",
    "Africa/Casablanca": "rabat marrakesh marrakech morocco",
}
CITIES: Mapping[str, str] = {
    word.replace("_", " ").replace("-", " "): zone
    for zone, words in _BY_ZONE.items()
    for word in words.split()
}


def guess_zones(hint: str) -> tuple[str, ...]:
    """The zones a platform's language hint ("de", "pt-BR") makes likely, the likeliest first.

    Empty where nothing is told, or the language is not known.
    """
    hint = hint.lower().replace("_", "-")
    return _BY_HINT.get(hint) or _BY_HINT.get(hint.split("-")[0], ())
