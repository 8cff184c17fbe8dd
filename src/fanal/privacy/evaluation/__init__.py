"""Judging a release: utility, attacks, and an audit of mechanisms with planted canaries."""

from fanal.privacy.evaluation.attacks import Attack
from fanal.privacy.evaluation.evaluating import evaluate
from fanal.privacy.evaluation.evaluation import Evaluation
from fanal.privacy.evaluation.published import PublishedCounts
from fanal.privacy.evaluation.settings import EvaluationSettings
from fanal.privacy.evaluation.total_variation import total_variation_of

__all__ = ["Attack", "Evaluation", "EvaluationSettings", "PublishedCounts", "evaluate", "total_variation_of"]
