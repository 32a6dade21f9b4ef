"""Every picture once: charts of coverage, trends, agreement, silence,
contrast and lineage.

A chart is made of records and becomes a `Picture`: a Vega-Lite specification, its text
alternative, and the table that it draws. `render` gives SVG, PNG or an HTML page.
"""

from comity.charts.adoptions import adoptions_chart
from comity.charts.agreement import agreement_chart
from comity.charts.contrast import contrast_chart
from comity.charts.coverage import coverage_chart
from comity.charts.glyphs import missing_glyphs
from comity.charts.lineage import lineage_chart
from comity.charts.missing import missing_reason
from comity.charts.picture import Picture
from comity.charts.render import FORMATS, render
from comity.charts.silence import silence_chart
from comity.charts.trend import trend_chart

__all__ = [
    "FORMATS",
    "Picture",
    "adoptions_chart",
    "agreement_chart",
    "contrast_chart",
    "coverage_chart",
    "lineage_chart",
    "missing_glyphs",
    "missing_reason",
    "render",
    "silence_chart",
    "trend_chart",
]
