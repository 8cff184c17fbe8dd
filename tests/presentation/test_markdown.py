"""What people write becomes HTML that can do nothing."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from fanal.presentation.markdown import as_html, body_of, title_of

WRITTEN = st.lists(
    st.sampled_from(
        [
            *("# Title", "## Part", "- one", "1. two", "**bold**", "| a | b |", "|---|---|", "```", "&lt;"),
            *("<script>x</script>", "<img src=x onerror=y>", "![p](https://elsewhere.example/p.png)"),
            *(
                "[l](javascript:x)",
                "[l](data:text/html,x)",
                "[l](https://a.example/)",
                "<https://b.example/>",
                "",
            ),
        ]
    ),
    max_size=12,
)
MADE = r"(?:h[2-6]|p|ul|ol|li|strong|em|a|code|pre|table|thead|tbody|tr|th|td|hr|br|blockquote)"


@given(lines=WRITTEN, between=st.sampled_from(["\n", "\n\n", " "]))
def test_no_element_but_of_text_comes_of_it(lines: list[str], between: str) -> None:
    made = as_html(between.join(lines))
    attribute = r'(?:href="(?:https?://|mailto:|/o/)[^"]*"|class="[^"]*"|start="\d+")'
    for element in re.findall(r"<[^>]*>", made):
        assert re.fullmatch(rf"</?{MADE}(?: {attribute})?(?: /)?>", element), element


def test_what_is_no_markdown_stays_the_text_that_it_is() -> None:
    said = as_html("## <script>x</script>\n- *one*\n- **two** <b>\n\nlast & least")
    assert "<h2>&lt;script&gt;x&lt;/script&gt;</h2>" in said
    assert "<li><em>one</em></li>" in said and "<li><strong>two</strong> &lt;b&gt;</li>" in said
    assert "<p>last &amp; least</p>" in said


def test_a_text_has_a_title_and_a_body() -> None:
    text = "# Consent\n\nAsk first."
    assert (title_of(text), body_of(text)) == ("Consent", "Ask first.")
    assert body_of("## Not a title\nx") == "## Not a title\nx"
