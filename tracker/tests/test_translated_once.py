"""A message that was translated once is known in its language, and in no other."""

from django.utils.translation import gettext, gettext_lazy, override, pgettext, trans_real

MESSAGE = "Reporting cycles"
CONTEXT, PHRASE = "search box", "State or phrase"


def test_a_message_is_looked_up_once_in_each_language():
    looked_up = trans_real.DjangoTranslation.gettext
    words = {}
    for language in ("en", "fr", "ar"):
        with override(language):
            words[language] = gettext(MESSAGE)
            before = looked_up.cache_info()
            assert gettext(MESSAGE) == str(gettext_lazy(MESSAGE)) == words[language]
            after = looked_up.cache_info()
            assert (after.misses, after.hits) == (before.misses, before.hits + 2)
    assert words["en"] == MESSAGE
    assert len(set(words.values())) == 3


def test_a_context_is_part_of_the_message():
    with override("fr"):
        assert pgettext(CONTEXT, PHRASE) != gettext(PHRASE)
