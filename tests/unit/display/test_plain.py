"""Text that others wrote is shown as it is."""

import pytest

from app.display.plain import plain


@pytest.mark.parametrize(
    "text",
    [
        "[a link](http://example.org)",
        "![a picture](http://example.org/x.png)",
        "<http://example.org>",
        ":red[colour] :material/home: $x^2$ `code` **bold** _it_ ~~gone~~ | cell | # head",
        "\\[escaped already",
        "&lt;",
    ],
)
def test_no_sign_of_markdown_is_left_unescaped(text):
    shown = plain(text)
    for sign in "*_[]<>$~:#|`&":
        assert shown.count(sign) == shown.count(f"\\{sign}") == text.count(sign)
    assert shown.replace("\\", "").replace("\u2060", "") == text.replace("\\", "")


def test_ordinary_words_stay():
    assert plain("Dùn Dè, 2 of 3 (returns-2.csv)") == "Dùn Dè, 2 of 3 (returns-2.csv)"


@pytest.mark.parametrize("text", ["http://example.org", "HTTPS://example.org", "www.example.org", "mary@example.org"])
def test_an_address_is_no_link(text):
    assert text not in plain(text).replace("\\", "")
    assert plain(text).replace("\\", "").replace("\u2060", "") == text
