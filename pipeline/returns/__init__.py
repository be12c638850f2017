"""Returns of local authorities: what each holds in each year, and readers that bring and check them."""

from pipeline.returns.check import CheckReport, check_return
from pipeline.returns.findings import Effect, Finding, Severity
from pipeline.returns.quality import FileQuality, quality_counts
from pipeline.returns.ssda903 import ReadSummary, read_ssda903
from pipeline.returns.staging import stage_returns

__all__ = [
    "CheckReport",
    "Effect",
    "FileQuality",
    "Finding",
    "ReadSummary",
    "Severity",
    "check_return",
    "quality_counts",
    "read_ssda903",
    "stage_returns",
]
