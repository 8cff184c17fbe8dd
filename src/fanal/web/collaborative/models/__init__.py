"""Tables of the collaborative. Rows of a hub are its own; some a contributor also sees."""

from fanal.web.collaborative.models.agreement import Agreement, ImpactAssessment
from fanal.web.collaborative.models.contribution import Contribution, Mapping, Removal
from fanal.web.collaborative.models.destination import Destination
from fanal.web.collaborative.models.hub import Contributor, Hub
from fanal.web.collaborative.models.release import Release, Review, Signature
from fanal.web.collaborative.models.story import CalendarEntry, QuizQuestion, Story
from fanal.web.collaborative.models.submission import Submission

__all__ = [
    "Agreement",
    "CalendarEntry",
    "Contribution",
    "Contributor",
    "Destination",
    "Hub",
    "ImpactAssessment",
    "Mapping",
    "QuizQuestion",
    "Release",
    "Removal",
    "Review",
    "Signature",
    "Story",
    "Submission",
]
