"""`python -m benchmarks [--quick] [NAME…]`: run the benchmarks and print what they found."""

from __future__ import annotations

import importlib
import json
import sys

NAMES = (
    "attacks",
    "casework",
    "checking",
    "counting",
    "differential_privacy",
    "exploring",
    "footprint",
    "ground",
    "growth",
    "mapping_precision",
    "portal",
    "synthesis",
)


if __name__ == "__main__":
    quick = "--quick" in sys.argv
    wanted = [name for name in sys.argv[1:] if name in NAMES] or NAMES
    for name in wanted:
        result = importlib.import_module(f"benchmarks.{name}").run(quick=quick)
        print(f"\n{name}\n{json.dumps(result, indent=2, ensure_ascii=False)}", flush=True)
