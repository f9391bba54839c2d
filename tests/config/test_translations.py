"""The check of the catalogue names what is missing."""

import pytest

from config import translations

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
HEAD += '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@pytest.mark.parametrize(
    ("entry", "faults"),
    [
        ('msgid "Week"\nmsgstr "Uge"\n', []),
        ('#: a.py:1\nmsgid "Week"\nmsgstr ""\n', ["a.py: untranslated: 'Week'"]),
        ('#, fuzzy\nmsgid "Week"\nmsgstr "Måned"\n', ["fuzzy: 'Week'"]),
        (
            'msgid "day"\nmsgid_plural "days"\nmsgstr[0] "dag"\nmsgstr[1] ""\n',
            ["untranslated: ('day', 'days')"],
        ),
        (
            '#, python-format\nmsgid "%(a)s"\nmsgstr "%(b)s"\n',
            ["unknown named placeholder 'b': '%(a)s'"],
        ),
    ],
)
def test_a_fault_is_named(tmp_path, entry, faults):
    catalogue = tmp_path / "django.po"
    catalogue.write_text(HEAD + entry)
    assert translations.faults_of(catalogue) == faults


def test_the_texts_of_the_site_are_gathered_from_a_copy(tmp_path):
    before = (translations.BASE_DIR / "locale/da/LC_MESSAGES/django.po").read_bytes()
    catalogue = translations.gathered(tmp_path)
    assert catalogue.is_relative_to(tmp_path)
    assert 'msgid "Danish"' in catalogue.read_text()
    assert (translations.BASE_DIR / "locale/da/LC_MESSAGES/django.po").read_bytes() == before
