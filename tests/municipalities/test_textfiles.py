"""Text from bytes."""

import pytest

from municipalities.textfiles import NotText, decode


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_danish_text_is_read_in_every_encoding_that_is_sent(encoding):
    assert decode("Ærø;Åbenrå\r\n".encode(encoding)) == "Ærø;Åbenrå\r\n"


def test_the_old_end_of_file_mark_is_dropped():
    assert decode(b"a;b\r\n\x1a") == "a;b\r\n"


@pytest.mark.parametrize("content", [b"a\x00b", b"\x81\x8d\xff", b"\xff\xfea", b"\x01abc"])
def test_what_is_no_text_is_said_to_be_none(content):
    with pytest.raises(NotText):
        decode(content)
