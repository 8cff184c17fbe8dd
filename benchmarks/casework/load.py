"""Serves an organisation of 200,000 cases and lets thirty people work in it at once.

Each does something every few seconds, as people do who are busy (a page is read before the next is asked
for). Meanwhile one connection asks the database for the same rows, so that both meet the same load.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from statistics import median, quantiles
from typing import Any

from benchmarks.casework.bare import Bare
from benchmarks.casework.filling import PASSWORD, SLUG
from benchmarks.casework.worker import Worker
from benchmarks.measuring import ROOT, machine, record
from benchmarks.serving import served

CASES, PEOPLE = 200_000, 30
PAUSE_S = 4.0
"""What somebody busy takes for a page, on average."""
SECONDS = 180
PORT = 8197
ACTIONS = ("list", "search", "open", "save")


def run(*, quick: bool) -> dict[str, Any]:
    """Fill, serve, let people work, and compare with bare SQL."""
    cases, seconds = (2_000, 12) if quick else (CASES, SECONDS)
    with served(PORT) as site:
        made = _filled(site.environment, cases)
        workers = [
            Worker(f"http://localhost:{PORT}", SLUG, made["looked_for"], number) for number in range(PEOPLE)
        ]
        for worker, person in zip(workers, made["people"], strict=True):
            worker.sign_in(person["address"], PASSWORD, made["secret"])
        alone = _one_alone(workers[0])
        bare = Bare(site.database, made["organisation"], made["looked_for"])
        _work(workers, bare, seconds)
    result = {
        "what": (
            f"{cases:,} cases of one organisation, {PEOPLE} people at once for {seconds} s, each doing"
            f" something every {PAUSE_S:g} s; a ratio is the median page to the median of the same rows by"
            " bare SQL on one connection at the same time"
        ),
        "machine": machine(),
        "errors": [error for worker in workers for error in worker.errors],
        "pages_a_second": sum(len(one) for w in workers for one in w.taken.values()) / seconds,
        "pages": {
            what: _said([took for worker in workers for took in worker.taken[what]], bare.taken[what])
            for what in ACTIONS
        },
        "alone_p50_s": {what: median(taken) for what, taken in alone.items() if taken},
    }
    record("casework", result, quick=quick)
    return result


def _said(pages: list[float], bare: list[float]) -> dict[str, float]:
    if len(pages) < 2:
        return {"times": len(pages)}
    found = quantiles(pages, n=20)
    return {
        "times": len(pages),
        "p50_s": median(pages),
        "p95_s": found[18],
        "bare_sql_p50_s": median(bare),
        "ratio": median(pages) / median(bare),
    }


def _one_alone(worker: Worker) -> dict[str, list[float]]:
    """Let one person work for a while before the others come; what it took is given, and forgotten."""
    for _ in range(60):
        worker.act()
    found, worker.taken = worker.taken, {what: [] for what in ACTIONS}
    return found


def _work(workers: list[Worker], bare: Bare, seconds: float) -> None:
    end = time.monotonic() + seconds

    def work(worker: Worker) -> None:
        time.sleep(worker.chance.uniform(0, PAUSE_S))
        while time.monotonic() < end:
            worker.act()
            time.sleep(worker.chance.uniform(0.5, 1.5) * PAUSE_S)

    def ask() -> None:
        while time.monotonic() < end:
            for what in ACTIONS:
                bare.act(what)
                time.sleep(0.1)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    threads.append(threading.Thread(target=ask))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _filled(environment: dict[str, str], cases: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.casework.filling", str(cases), str(PEOPLE)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return made
