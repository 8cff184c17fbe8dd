"""k-anonymous synthesis: records of which every part is shared by at least k sensitive people."""

from fanal.privacy.synthesis.settings import SynthesisSettings
from fanal.privacy.synthesis.synthesise import synthesise
from fanal.privacy.synthesis.synthesised import Synthesised
from fanal.privacy.synthesis.verification import least_support

__all__ = ["SynthesisSettings", "Synthesised", "least_support", "synthesise"]
