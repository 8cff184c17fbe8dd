"""A component is a folder: template, style, and examples of each of its states."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString

COMPONENTS = Path(__file__).parent / "components"


def render(component: str, /, **parameters: Any) -> SafeString:
    """Render one component with its parameters; nothing else of the page is seen inside."""
    return get_template(f"components/{component}/{component}.html").render(parameters)
