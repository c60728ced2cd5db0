"""Charts as pictures (SVG), drawn by a short-lived process of their own.

The libraries that draw take a second to load and a hundred megabytes. A web process answers calls:
it never imports them, it starts a child at the first chart, and the child is gone when it is drawn.
"""

from warmline.charts.data import charts_of
from warmline.charts.press import Press

__all__ = ["Press", "charts_of"]
