"""Spark on this machine alone: nobody else can reach it, and it ends with the block that opened it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fanal.presentation import Refusal
from fanal.privacy.counting.spark import require_spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@contextmanager
def local_spark(threads: int = 2, memory_mb: int = 1000) -> Iterator[SparkSession]:
    """Open Spark on this machine, listening on the loopback address only.

    A session that is open already is given as it is, and left open.

    Parameters
    ----------
    threads
        Partitions that are counted at the same time.
    memory_mb
        Megabytes for Java; each thread counts in a process of its own beside it.

    Raises
    ------
    Refusal
        If Spark or Java is not installed.
    """
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=str(Path(home, "bin")) if home else None):
        raise Refusal("privacy.java-missing")
    require_spark()
    from pyspark.sql import SparkSession

    if (already := SparkSession.getActiveSession()) is not None:
        yield already
        return
    # Otherwise each part would be counted by whatever Python the path names, without Fanal.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master(f"local[{threads}]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", f"{memory_mb}m")
        .config("spark.sql.shuffle.partitions", str(threads))
        .getOrCreate()
    )
    try:
        yield session
    finally:
        session.stop()
        _end_java()


def _end_java() -> None:
    """End the Java process, which Spark would keep until Python ends."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    SparkContext._gateway = SparkContext._jvm = None
    if gateway is not None:
        gateway.shutdown()
        process = getattr(gateway, "proc", None)
        if process is not None:
            process.stdin.close()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
