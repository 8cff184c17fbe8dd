"""How results explain themselves: findings, languages, reports, charts, progress."""

from fanal.presentation.findings import Finding, Place, Refusal, Severity, by_severity
from fanal.presentation.languages import LANGUAGES, Language, Value, say, text, user_language
from fanal.presentation.progress import Progress, silent

__all__ = [
    "LANGUAGES",
    "Finding",
    "Language",
    "Place",
    "Progress",
    "Refusal",
    "Severity",
    "Value",
    "by_severity",
    "say",
    "silent",
    "text",
    "user_language",
]
