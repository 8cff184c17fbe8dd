"""Forms of what readers get, in both languages side by side: a story, a question, a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import slugify

from fanal.exploring.catalogue import is_name
from fanal.presentation import LANGUAGES
from fanal.web.casework.forms.editing import EditingForm
from fanal.web.collaborative.models import CalendarEntry, QuizQuestion, Story
from fanal.web.collaborative.policy.story import MOST
from fanal.web.collaborative.selectors.story import is_taken, next_place
from fanal.web.design.forms import mistake
from fanal.web.design.language import say

_ANSWER = {"en": "web.collaborative.quiz-answer-en", "fr": "web.collaborative.quiz-answer-fr"}


def _line(language: str, most: int = 200) -> forms.CharField:
    return forms.CharField(
        required=False, max_length=most, widget=forms.TextInput(attrs={"lang": language, "dir": "auto"})
    )


def _lines(language: str, rows: int, most: int) -> forms.CharField:
    attributes = {"lang": language, "dir": "auto", "rows": rows}
    return forms.CharField(required=False, max_length=most, widget=forms.Textarea(attrs=attributes))


class WritingForm(EditingForm):
    """A form whose texts are asked for in each language; nothing has to be there to keep a draft."""

    texts: tuple[str, ...] = ()

    @property
    def rows(self) -> list[list[BoundField]]:
        """Lay its fields out: those of a text in all languages side by side."""
        laid: list[list[BoundField]] = []
        for bound in self.visible_fields():
            if bound.name.rpartition("_")[2] in LANGUAGES[1:] and laid:
                laid[-1].append(bound)
            else:
                laid.append([bound])
        return laid

    def said(self) -> dict[str, Any]:
        """Give what was filled in, as the columns of the row."""
        found = self.filled
        texts = {
            name: {language: _plain(found.pop(f"{name}_{language}")) for language in LANGUAGES}
            for name in self.texts
        }
        return {**found, **texts}


class StoryForm(WritingForm):
    """A story."""

    texts = ("title", "summary", "text")
    labels = {
        "title_en": "web.collaborative.story-title-en",
        "title_fr": "web.collaborative.story-title-fr",
        "summary_en": "web.collaborative.story-summary-en",
        "summary_fr": "web.collaborative.story-summary-fr",
        "text_en": "web.collaborative.story-text-en",
        "text_fr": "web.collaborative.story-text-fr",
        "slug": "web.collaborative.story-slug",
        "in_exhibit": "web.collaborative.story-in-exhibit",
        "place": "web.collaborative.story-place",
    }
    hints = {
        "slug": "web.collaborative.story-slug-hint",
        "place": "web.collaborative.story-place-hint",
    }
    title_en, title_fr = _line("en"), _line("fr")
    summary_en, summary_fr = _lines("en", 3, 500), _lines("fr", 3, 500)
    text_en, text_fr = _lines("en", 20, 60_000), _lines("fr", 20, 60_000)
    slug = forms.CharField(required=False, max_length=60)
    in_exhibit = forms.BooleanField(required=False)
    place = forms.IntegerField(required=False, min_value=1, max_value=999)

    def __init__(self, data: Any = None, row: Story | None = None) -> None:
        super().__init__(data, initial=_initial(row, self.texts))
        self.row = row
        if row:
            self.initial |= {
                "slug": row.slug,
                "in_exhibit": row.order is not None,
                "place": row.order,
            }
            self.fields["slug"].disabled = row.is_public

    def clean(self) -> dict[str, Any]:
        """Name it in addresses by its title, where nobody did, and put it at the end of the exhibit."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        given = found.get("slug", "")
        slug = given or _free(found.get("title_en") or found.get("title_fr") or "", self.row)
        if not is_name(slug):
            self.add_error("slug", mistake("web.collaborative.story-slug-wrong"))
        elif is_taken(slug, self.row):
            self.add_error("slug", mistake("web.collaborative.story-slug-taken"))
        found["slug"] = slug
        return found

    def said(self) -> dict[str, Any]:
        """Give it; its place only where it is in the exhibit."""
        found = super().said()
        shown, place = found.pop("in_exhibit"), found.pop("place")
        return found | {"order": (place or next_place(Story)) if shown else None}


class QuizForm(WritingForm):
    """A question of the quiz."""

    texts = ("question", "because")
    labels = {
        "question_en": "web.collaborative.quiz-question-en",
        "question_fr": "web.collaborative.quiz-question-fr",
        "because_en": "web.collaborative.quiz-because-en",
        "because_fr": "web.collaborative.quiz-because-fr",
        "right": "web.collaborative.quiz-right",
        "chart": "web.collaborative.quiz-chart",
        "order": "web.collaborative.quiz-place",
    }
    hints = {"chart": "web.collaborative.quiz-chart-hint"}
    question_en, question_fr = _line("en", 300), _line("fr", 300)
    because_en, because_fr = _lines("en", 3, 1000), _lines("fr", 3, 1000)
    right = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect, initial=0)
    chart = forms.CharField(required=False, max_length=500)
    order = forms.IntegerField(required=False, min_value=1, max_value=999)

    def __init__(self, data: Any = None, row: QuizQuestion | None = None) -> None:
        super().__init__(data, initial=_initial(row, self.texts))
        self.fields["right"].choices = [
            (place, say("web.collaborative.quiz-answer", n=place + 1)) for place in range(MOST)
        ]
        if row:
            self.initial |= {"right": row.right, "chart": row.chart, "order": row.order or None}
        for place in range(MOST):
            for language in LANGUAGES:
                name = f"answer{place}_{language}"
                self.fields[name] = _line(language)
                self.fields[name].label = say(_ANSWER[language], n=place + 1)
                if row and place < len(row.answers):
                    self.initial[name] = row.answers[place].get(language, "")
        answers = [f"answer{place}_{language}" for place in range(MOST) for language in LANGUAGES]
        self.order_fields(["question_en", "question_fr", *answers, "right"])

    def clean_chart(self) -> str:
        """Take the query of an address of explore, wherever it was copied from."""
        return str(self.cleaned_data["chart"]).rpartition("?")[2].strip()

    def said(self) -> dict[str, Any]:
        """Give it with its answers."""
        found = super().said()
        answers = [
            {language: _plain(found.pop(f"answer{place}_{language}")) for language in LANGUAGES}
            for place in range(MOST)
        ]
        return found | {"answers": answers, "order": found["order"] or next_place(QuizQuestion)}


class CalendarForm(WritingForm):
    """A day of the calendar."""

    texts = ("title",)
    labels = {
        "on": "web.collaborative.calendar-on",
        "title_en": "web.collaborative.calendar-title-en",
        "title_fr": "web.collaborative.calendar-title-fr",
    }
    on = forms.DateField(widget=forms.DateInput)
    title_en, title_fr = _line("en"), _line("fr")

    def __init__(self, data: Any = None, row: CalendarEntry | None = None) -> None:
        super().__init__(data, initial=_initial(row, self.texts))
        if row:
            self.initial["on"] = row.on


def _initial(row: Any, texts: tuple[str, ...]) -> dict[str, Any]:
    """Give the texts that a row holds, by the names of the fields."""
    return {
        f"{name}_{language}": getattr(row, name).get(language, "")
        for name in (texts if row else ())
        for language in LANGUAGES
    }


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _free(title: str, row: Story | None) -> str:
    """Make a name for addresses of a title that no other story has."""
    stem = slugify(title)[:50].strip("-_") or "story"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    return next((name for name in names if not is_taken(name, row)), stem)
