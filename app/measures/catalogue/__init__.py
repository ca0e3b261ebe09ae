"""The catalogue of measures: what each figure is, declared once.

A *quantity* is something that can be added up over reporting units (practices covered, referrals). A *measure*
is what a reader sees: a quantity, or one quantity over another. Pages, tables, downloads and definitions all
read this catalogue.
"""

from app.measures.catalogue import caseload, coverage
from app.measures.catalogue.caseload import CASELOAD
from app.measures.catalogue.coverage import COVERAGE
from app.measures.catalogue.definition import Measure
from app.measures.catalogue.gaps import GAPS
from app.measures.catalogue.quantities import QUANTITIES, Quantity
from app.measures.catalogue.wellbeing import PEOPLE, WORKERS

__all__ = ["CASELOAD", "COVERAGE", "GAPS", "MEASURES", "PEOPLE", "QUANTITIES", "WORKERS", "Measure", "Quantity"]

MEASURES = {measure.id: measure for measure in (*coverage.MEASURES, *caseload.MEASURES)}
"""The measures of returns, by id, each for every quarter and area."""
