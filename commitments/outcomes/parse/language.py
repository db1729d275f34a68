"""Which of the six languages a text is in."""

import re

STOPWORDS = {
    "en": "the of and to in for on with shall their its from that which",
    "fr": "le la les des du et une dans pour sur aux leur par que qui",
    "es": "el los las del y una en para con por su que se al",
}
SCRIPTS = {
    "zh": re.compile("[\u3400-\u9fff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "ru": re.compile("[\u0400-\u04ff]"),
}
WORDS = re.compile(r"[^\W\d_]+")
IN_NAME = re.compile(r"(?:^|[._\-\s(])(ar|zh|en|fr|ru|es)(?=$|[._\-\s)])", re.IGNORECASE)
IN_UN_NAME = {"a": "ar", "c": "zh", "e": "en", "f": "fr", "r": "ru", "s": "es"}
# A Chinese character says about as much as three letters.
WEIGHTS = {"zh": 3, "ar": 1, "ru": 1}


def language_of(text: str, name: str = "") -> str:
    """The language of ``text`` by its script and commonest words; the file's name if unsure.

    Empty when neither tells.
    """
    sample = text[:60000]
    latin = len(re.findall(r"[A-Za-zÀ-ÿ]", sample))
    counts = {code: len(p.findall(sample)) * WEIGHTS[code] for code, p in SCRIPTS.items()}
    best = max(counts, key=lambda code: counts[code])
    if counts[best] > latin:
        return best
    words = [word.lower() for word in WORDS.findall(sample)]
    hits = {
        code: sum(word in set(stop.split()) for word in words) for code, stop in STOPWORDS.items()
    }
    ranked = sorted(hits, key=lambda code: -hits[code])
    if hits[ranked[0]] > hits[ranked[1]]:
        return ranked[0]
    return language_in_name(name)


def language_in_name(name: str) -> str:
    """The language a file's name gives (``outcome.fr.pdf``); empty for none."""
    found = IN_NAME.findall(name.rpartition("/")[2])
    return found[-1].lower() if found else ""
