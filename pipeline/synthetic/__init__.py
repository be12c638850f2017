"""A synthetic England: SSDA903 returns of every local authority, made up from published totals and shares.

No child in them is or resembles a real one. ``synthesise`` writes them; the modules read in the order patches, targets,
flows, histories, returns, england.
"""

from pipeline.synthetic.ssda903.defects import DefectKind, PlantedDefect
from pipeline.synthetic.ssda903.england import synthesise
from pipeline.synthetic.ssda903.omissions import Omission
from pipeline.synthetic.ssda903.outliers import OutlierKind, PlantedOutlier
from pipeline.synthetic.ssda903.summary import SynthesisSummary

__all__ = ["DefectKind", "Omission", "OutlierKind", "PlantedDefect", "PlantedOutlier", "SynthesisSummary", "synthesise"]
