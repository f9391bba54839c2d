"""Letters of a demonstration are read as files: with Danish letters, and whole addresses."""

from django.core.mail import EmailMultiAlternatives

from config.outbox import EmailBackend

LINK = "http://localhost:8000/konto/login/?naeste=/kl/uge/2014-uge-42/&hvorfor=" + "x" * 80


def letter(subject="Kladden for uge 42 venter på godkendelse") -> EmailMultiAlternatives:
    made = EmailMultiAlternatives(
        subject, f"Kære Søren\n\nSe her: {LINK}\n", "KL <kl@kl.example>", ["soeren@kl.example"]
    )
    made.attach_alternative("<p>Kære Søren</p>", "text/html")
    made.attach("møde.ics", "BEGIN:VCALENDAR", "text/calendar")
    return made


def test_a_letter_is_a_file_in_plain_danish_with_its_links_whole(tmp_path):
    assert EmailBackend(file_path=tmp_path / "mail").send_messages([letter()]) == 1
    files = {path.suffix: path for path in (tmp_path / "mail").iterdir()}
    assert files[".txt"].name.endswith(" Kladden for uge 42 venter på godkendelse.txt")
    text = files[".txt"].read_text(encoding="utf-8")
    assert text.splitlines()[:4] == [
        "From: KL <kl@kl.example>",
        "To: soeren@kl.example",
        "Subject: Kladden for uge 42 venter på godkendelse",
        "Attached: møde.ics",
    ]
    assert f"Kære Søren\n\nSe her: {LINK}\n" in text
    assert files[".html"].read_text(encoding="utf-8") == "<p>Kære Søren</p>"


def test_two_letters_of_one_moment_are_two_files(tmp_path):
    EmailBackend(file_path=tmp_path).send_messages([letter(), letter(), letter("../../../etc: x")])
    texts = sorted(path.name for path in tmp_path.glob("*.txt"))
    assert len(texts) == 3
    assert all("/" not in name and ".." not in name for name in texts)
