"""Text that a spreadsheet would run as a formula, made harmless and put back.

A cell of a CSV file that starts with one of ``= + - @``, a tab or a carriage return may be run when the file
is opened (OWASP, "CSV Injection"). An apostrophe in front makes it text. A text that has such apostrophes
already gets one more, so that taking one away always gives back what was written.
"""

from __future__ import annotations

import re

DANGEROUS = r"^'*[=+\-@\t\r]"
"""What must not stand in a cell as it is (a regular expression, also understood by polars)."""

MADE_HARMLESS = r"^'+[=+\-@\t\r]"
"""What `harmless` makes of it."""

_dangerous = re.compile(DANGEROUS)
_made_harmless = re.compile(MADE_HARMLESS)


def harmless(text: str) -> str:
    """Put an apostrophe in front of a text that a spreadsheet might run.

    Parameters
    ----------
    text
        What the cell says.

    Returns
    -------
    str
        What to write; `undo` gives `text` back.
    """
    return f"'{text}" if _dangerous.match(text) else text


def undo(text: str) -> str:
    """Take away the apostrophe that `harmless` put in front.

    Parameters
    ----------
    text
        What was read.
    """
    return text[1:] if _made_harmless.match(text) else text
