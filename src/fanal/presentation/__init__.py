"""How results explain themselves: findings, languages, reports, charts, progress."""

from fanal.presentation.charts import draw_png, draw_svg, fill, specification, with_end_labels
from fanal.presentation.exits import CLEAN, FINDINGS, REFUSED
from fanal.presentation.findings import Finding, Place, Refusal, Severity, by_severity
from fanal.presentation.languages import LANGUAGES, Language, Value, all_texts, say, text, user_language
from fanal.presentation.page import as_html
from fanal.presentation.progress import Progress, silent
from fanal.presentation.templating import environment, style
from fanal.presentation.terminal import as_text, print_report, progress_bar

__all__ = [
    "CLEAN",
    "FINDINGS",
    "LANGUAGES",
    "REFUSED",
    "Finding",
    "Language",
    "Place",
    "Progress",
    "Refusal",
    "Severity",
    "Value",
    "all_texts",
    "as_html",
    "as_text",
    "by_severity",
    "draw_png",
    "draw_svg",
    "environment",
    "fill",
    "print_report",
    "progress_bar",
    "say",
    "silent",
    "specification",
    "style",
    "text",
    "user_language",
    "with_end_labels",
]
