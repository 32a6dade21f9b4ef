"""What a user may choose, in one frozen record; the only place that reads comity's variables."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from comity.documents import Limits
from comity.errors import UsageError

DEFAULT_BASE = Path("comity-base")


def models_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of encoders: COMITY_MODELS, else the system's place for a user's data.

    Raises:
        UsageError: neither is told, nor does the user have a home.
    """
    if named := environment.get("COMITY_MODELS"):
        return Path(named)
    if sys.platform == "win32" and (local := environment.get("LOCALAPPDATA")):
        return Path(local) / "comity" / "models"
    try:
        home = Path(environment["HOME"]) if environment.get("HOME") else Path.home()
    except RuntimeError as error:
        raise UsageError(
            "There is no place for models: this user has no home.",
            hint="Name a folder in COMITY_MODELS.",
        ) from error
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "comity" / "models"
    # Source: XDG Base Directory Specification; a relative path there is to be ignored.
    data = Path(environment.get("XDG_DATA_HOME") or "")
    return (data if data.is_absolute() else home / ".local" / "share") / "comity" / "models"


def available_cores() -> int:
    """Processors that this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Choices of a build. `links_per_provision`, `link_weights`, `thesauri` and `encoder` shape
    what healthy sources yield, and stand in the base's manifest; bounds decide which sources end as
    failures.
    """

    base: Path = DEFAULT_BASE
    jobs: int = field(default_factory=available_cores)
    links_per_provision: int = 20
    link_weights: Path | None = None  # TOML that says what signals add; else what is shipped
    thesauri: tuple[Path, ...] = ()  # SKOS in Turtle, added to the one that is shipped
    encoder: str = ""  # name of a model among `models`: what texts mean is a signal, too
    models: Path | None = None  # folder of encoders; None: that of `models_folder`
    source_timeout_s: float = 300.0
    worker_memory_bytes: int = 4 * 2**30
    limits: Limits = field(default_factory=Limits)
    fresh: bool = False  # read everything anew, whatever the old base holds
    wait: bool = False  # for another build of the same base to end, instead of refusing

    @property
    def reading_timeout_s(self) -> float:
        """Seconds that one source may take: recognition (OCR), where asked for, has its own."""
        if not self.limits.ocr:
            return self.source_timeout_s
        return self.source_timeout_s + self.limits.max_ocr_pages * self.limits.ocr_page_s

    def __post_init__(self) -> None:
        if self.jobs < 1:
            raise UsageError(f"--jobs is {self.jobs}; it must be 1 or more.")
        if self.links_per_provision < 1:
            raise UsageError(f"links_per_provision is {self.links_per_provision}; 1 is the least.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Settings with COMITY_BASE (a folder) and COMITY_JOBS (a number) applied.

        Raises:
            UsageError: COMITY_JOBS is not a whole number of at least 1.
        """
        base = Path(environment.get("COMITY_BASE") or DEFAULT_BASE)
        jobs = environment.get("COMITY_JOBS", "")
        if not jobs:
            return cls(base=base)
        if not jobs.isdecimal():
            raise UsageError(f"COMITY_JOBS is {jobs!r}; it must be a whole number, such as 2.")
        return cls(base=base, jobs=int(jobs))
