"""What the process takes, beside Streamlit's own figures, at ``/_stcore/metrics``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import psutil
from streamlit.runtime.stats import CounterStat, GaugeStat, Stat

MEMORY = "process_resident_memory_bytes"
FILES = "process_open_fds"
PROCESSOR = "process_cpu_seconds"
KEPT = "atlas_kept_bytes"


class Process:
    """A provider of figures for Streamlit's page of metrics (OpenMetrics text).

    ``kept`` gives the bytes that each cache holds, by its name.
    """

    def __init__(self, kept: Callable[[], Mapping[str, int]]) -> None:
        self.kept = kept
        self.process = psutil.Process()

    @property
    def stats_families(self) -> Sequence[str]:
        """Names of what is given, as Prometheus names them."""
        return (MEMORY, FILES, PROCESSOR, KEPT)

    def get_stats(self, family_names: Sequence[str] | None = None) -> Mapping[str, Sequence[Stat]]:
        """The figures now; of ``family_names`` only, when they are given."""
        wanted = set(family_names or self.stats_families)
        makers: dict[str, Callable[[], Sequence[Stat]]] = {
            MEMORY: lambda: [
                GaugeStat(MEMORY, self.process.memory_info().rss, None, "bytes", "Memory taken.")
            ],
            FILES: lambda: [GaugeStat(FILES, self._files(), None, "", "Files and lines open.")],
            PROCESSOR: lambda: [
                CounterStat(PROCESSOR, int(self._seconds()), None, "seconds", "Processor time.")
            ],
            KEPT: lambda: [
                GaugeStat(KEPT, held, {"cache": name}, "bytes", "Results kept for whoever is next.")
                for name, held in sorted(self.kept().items())
            ],
        }
        return {name: make() for name, make in makers.items() if name in wanted}

    def _files(self) -> int:
        if psutil.WINDOWS:
            return int(self.process.num_handles())
        return int(self.process.num_fds())

    def _seconds(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)
