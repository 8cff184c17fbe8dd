"""Two hundred readers explore a release of 200,000 records: how long pages, pictures and files take them.

Beside them, as long as they read, a web server that does nothing else gives a file as large as a page.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from html import unescape
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import requests

from benchmarks.measuring import machine, record, wait_for
from benchmarks.serving import served

RECORDS, READERS = 200_000, 200
PAUSE_S = 15.0
"""What a reader takes for a page and its picture, on average."""
SECONDS = 120
PORT, STATIC_PORT = 8195, 8194
SLUG, VERSION = "load", "2026.1"
COLUMNS = (
    *("yearOfRegistration", "gender", "ageBroad", "citizenship", "CountryOfExploitation"),
    "typeOfExploitConcatenated",
)
_PICTURE = re.compile(r'<img src="([^"]+)"')


def run(*, quick: bool) -> dict[str, Any]:
    """Publish, serve, let people read, and compare with a static file."""
    records, seconds = (4_000, 10) if quick else (RECORDS, SECONDS)
    with served(PORT) as site:
        _published(site.data / "public", records)
        wait_for(f"{site.address}/data/{SLUG}/en/")
        readers = [Reader(site.address, number) for number in range(READERS)]
        readers[0].read()
        with _static(readers[0].page) as file:
            static = Static(file)
            _work(readers, static, seconds)
    taken = {what: [took for one in readers for took in one.taken[what]] for what in readers[0].taken}
    result = {
        "what": (
            f"{records:,} records, {READERS} readers at once for {seconds} s, each asking for a page and its"
            f" picture every {PAUSE_S:g} s, of as many different questions as there are; the ratio is the"
            " median page to the median of a file of the same size from a static file server at the same time"
        ),
        "machine": machine(),
        "errors": [error for one in readers for error in one.errors],
        "pictures_asked_for_again": sum(one.asked_again for one in readers),
        "answers_a_second": sum(map(len, taken.values())) / seconds,
        "answers": {what: _said(times) for what, times in taken.items() if len(times) > 1},
        "static_file_p50_s": median(static.taken),
        "ratio": median(taken["page"]) / median(static.taken),
    }
    record("portal", result, quick=quick)
    return result


class Reader:
    """Somebody who explores: a question, its picture, now and then the file."""

    def __init__(self, address: str, seed: int) -> None:
        self.address, self.chance = address, random.Random(seed)
        self.session = requests.Session()
        self.session.trust_env = False
        self.taken: dict[str, list[float]] = {"page": [], "picture": [], "csv": []}
        self.errors: list[str] = []
        self.asked_again = 0
        self.page = b""

    def read(self) -> None:
        """Ask one question."""
        fields = self.chance.sample(COLUMNS, self.chance.choice((1, 1, 2, 2, 3)))
        query = "&".join(f"by={name}" for name in fields)
        if "gender" not in fields and self.chance.random() < 0.4:
            query += "&where.gender=Feminine"
        at = f"{self.address}/data/{SLUG}/en/releases/{VERSION}"
        answered = self._timed("page", f"{at}/explore/?{query}")
        self.page = answered.content
        if found := _PICTURE.search(answered.text):
            self._timed("picture", self.address + unescape(found[1]))
        if self.chance.random() < 0.1:
            self._timed("csv", f"{at}/explore.csv?as=table&{query}")

    def _timed(self, what: str, address: str) -> requests.Response:
        start = time.perf_counter()
        answered = self.session.get(address, timeout=60)
        for _ in range(8):  # As the script of the page does with a picture that has to wait.
            if answered.status_code != 503:
                break
            time.sleep(2 + 3 * self.chance.random())
            self.asked_again += 1
            answered = self.session.get(address, timeout=60)
        if answered.status_code == 200:
            self.taken[what].append(time.perf_counter() - start)
        else:
            self.errors.append(f"{what}: {answered.status_code}")
        return answered


class Static:
    """Whoever asks for a file."""

    def __init__(self, address: str) -> None:
        self.address, self.session, self.taken = address, requests.Session(), list[float]()
        self.session.trust_env = False

    def read(self) -> None:
        """Ask for it once."""
        start = time.perf_counter()
        self.session.get(self.address, timeout=60).raise_for_status()
        self.taken.append(time.perf_counter() - start)


def _said(times: list[float]) -> dict[str, float]:
    return {"times": len(times), "p50_s": median(times), "p95_s": quantiles(times, n=20)[18]}


def _work(readers: list[Reader], static: Static, seconds: float) -> None:
    end = time.monotonic() + seconds

    def work(reader: Reader) -> None:
        time.sleep(reader.chance.uniform(0, PAUSE_S))
        while time.monotonic() < end:
            reader.read()
            time.sleep(min(reader.chance.uniform(0.5, 1.5) * PAUSE_S, max(end - time.monotonic(), 0)))

    def ask() -> None:
        while time.monotonic() < end:
            static.read()
            time.sleep(0.1)

    threads = [threading.Thread(target=work, args=(one,)) for one in readers]
    threads.append(threading.Thread(target=ask))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _published(root: Path, records: int) -> None:
    """Publish new rows about fictional people."""
    from fanal.exploring.catalogue import Catalogue, Hub, Release
    from fanal.fictional import generate
    from fanal.release import ReleaseSettings, release
    from fanal.standard import Words

    folder = root / SLUG
    settings = ReleaseSettings(
        method="synthetic", k=11, consent_assumed="Fictional cases.", columns=COLUMNS, publisher="Load"
    )
    out = folder / "releases" / VERSION / "bundle"
    out.parent.mkdir(parents=True)
    made = release(generate(records, 1).records, settings, out)
    words = Words("Load", "Charge")
    Catalogue(
        hub=Hub(slug=SLUG, title=words, publisher="Load", licence="CC-BY-4.0"),
        releases=(
            Release(
                version=VERSION,
                title=words,
                published_on="2026-11-27",
                method="synthetic",
                people=made.content.people,
            ),
        ),
    ).write(folder)


class _static:  # noqa: N801 - used as a function
    """Serve one file by a server that does nothing else."""

    def __init__(self, content: bytes) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fanal-static-"))
        (self.folder / "page.html").write_bytes(content)

    def __enter__(self) -> str:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(STATIC_PORT)),
                *("--static-path-mount", str(self.folder), "--no-access-log", "--log-level", "warning"),
                "wsgiref.simple_server:demo_app",
            ]
        )
        wait_for(f"http://127.0.0.1:{STATIC_PORT}/static/page.html")
        return f"http://127.0.0.1:{STATIC_PORT}/static/page.html"

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)
