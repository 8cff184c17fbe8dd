"""Judging a release: utility, attacks, and an audit of mechanisms with planted canaries."""

from fanal.privacy.evaluation.attacks import Attack
from fanal.privacy.evaluation.auditing import audit_measurements
from fanal.privacy.evaluation.canary import CanaryAudit, Claim, audit_with_canary
from fanal.privacy.evaluation.evaluating import evaluate
from fanal.privacy.evaluation.evaluation import Evaluation
from fanal.privacy.evaluation.published import PublishedCounts
from fanal.privacy.evaluation.settings import EvaluationSettings
from fanal.privacy.evaluation.total_variation import total_variation_of

__all__ = [
    "Attack",
    "CanaryAudit",
    "Claim",
    "Evaluation",
    "EvaluationSettings",
    "PublishedCounts",
    "audit_measurements",
    "audit_with_canary",
    "evaluate",
    "total_variation_of",
]
