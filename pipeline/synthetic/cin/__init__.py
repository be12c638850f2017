"""The children in need census of the synthetic England, with its children in care under the same identifiers.

``synthesise_cin`` writes it; the modules read in the order targets, care, cases, referrals, protection, teller,
document, census.
"""

from pipeline.synthetic.cin.census import synthesise_cin
from pipeline.synthetic.cin.defects import CinDefect, CinDefectKind
from pipeline.synthetic.cin.omissions import CinOmission
from pipeline.synthetic.cin.summary import CinSummary

__all__ = ["CinDefect", "CinDefectKind", "CinOmission", "CinSummary", "synthesise_cin"]
