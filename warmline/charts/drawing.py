"""How each chart looks: Altair says what, vl-convert draws. Imported by the child alone."""

from collections.abc import Callable
from typing import Any

import altair as alt
import vl_convert

from warmline.charts.colours import Colours, colours

Rows = list[dict[str, Any]]
_WIDTH = 620
_FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"  # as wide as vl-convert measures it
_EDGE = {"left": 26, "right": 14, "top": 4, "bottom": 4}  # for a reader's font that is wider


def draw(name: str, chart: dict[str, Any], scheme: str) -> str:
    """Return one chart as SVG, for light or dark paper, without a background of its own."""
    look = colours(scheme)
    made = _CHARTS[name](chart, look)
    svg: str = vl_convert.vegalite_to_svg(_dressed(made, look).to_dict())
    return svg


def _dressed(chart: Any, look: Colours) -> Any:
    return (
        chart.configure(font=_FONT, background="transparent", padding=_EDGE)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=look.ink, titleColor=look.ink, gridColor=look.grid, domainColor=look.grid,
            tickColor=look.grid, labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
            labelLimit=190,
        )
        .configure_legend(labelColor=look.ink, titleColor=look.ink, labelFontSize=12, orient="top",
                          title=None)
    )  # fmt: skip


def _chart(rows: Rows) -> Any:
    return alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]


def _over_time(chart: dict[str, Any], look: Colours) -> Any:
    rows: Rows = chart["rows"]
    order = ["by a mentor", "by counseling", "missed"]
    bars = (
        _chart(rows)
        .mark_bar(stroke=look.paper, strokeWidth=1)
        .encode(
            x=_time_axis(rows),
            y=alt.Y("contacts:Q", title="contacts", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("outcome:N", scale=alt.Scale(domain=order, range=list(look.outcomes))),
            order=alt.Order("place:Q"),
        )
        .properties(width=_WIDTH, height=220)
    )
    return _with_marks(bars, chart, look)


def _topics_over_time(chart: dict[str, Any], look: Colours) -> Any:
    rows: Rows = chart["rows"]
    sums: dict[str, int] = {}
    for it in rows:
        sums[it["topic"]] = sums.get(it["topic"], 0) + (it["contacts"] or 0)
    order = sorted(sums, key=lambda it: -sums[it])
    base = _chart(rows).encode(x=_time_axis(rows), y=alt.Y("topic:N", sort=order, title=None))
    cells = base.mark_rect(stroke=look.paper, strokeWidth=1).encode(color=_shade("contacts", look))
    made = _numbered(cells, base, rows, "contacts", look) if len(_starts(rows)) <= 22 else cells
    return _with_marks(made.properties(width=_WIDTH, height=26 * len(order)), chart, look)


def _missed(chart: dict[str, Any], look: Colours) -> Any:
    rows: Rows = chart["rows"]
    days = list(dict.fromkeys(it["day"] for it in rows))
    base = _chart(rows).encode(
        x=alt.X("hour:O", title="hour of the day", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("day:O", sort=days, title=None),
    )
    cells = base.mark_rect(stroke=look.paper, strokeWidth=1).encode(color=_shade("missed", look))
    return _numbered(cells, base, rows, "missed", look).properties(width=_WIDTH, height=190)


def _topics(chart: dict[str, Any], look: Colours) -> Any:
    rows: Rows = chart["rows"]
    base = _chart(rows).encode(
        x=alt.X("contacts:Q", title="contacts", axis=alt.Axis(tickMinStep=1)),
        y=alt.Y("topic:N", sort="-x", title=None),
    )
    bars = base.mark_bar(color=look.outcomes[0])
    words = base.mark_text(align="left", dx=5, color=look.ink).encode(text="contacts:Q")
    return (bars + words).properties(width=430, height=24 * len(rows))


def _stress(chart: dict[str, Any], look: Colours) -> Any:
    rows: Rows = chart["rows"]
    days = list(dict.fromkeys(it["days"] for it in rows))
    base = _chart(rows).encode(
        x=alt.X("contacts:Q", title="contacts", axis=alt.Axis(tickMinStep=1)),
        y=alt.Y("change:N", sort=["less after", "the same", "more after"], title=None),
        yOffset=alt.YOffset("days:N", sort=days),
    )
    scale = alt.Scale(domain=days, range=[look.outcomes[0], look.pale][: len(days)])
    bars = base.mark_bar().encode(color=alt.Color("days:N", scale=scale))
    words = base.mark_text(align="left", dx=5, color=look.ink).encode(text="contacts:Q")
    return (bars + words).properties(width=430, height=150)


def _fairness(chart: dict[str, Any], look: Colours) -> Any:
    rows: Rows = chart["rows"]
    became = ["answers", "passes", "misses", "other"]
    base = _chart(rows)
    y = alt.Y("mentor:N", sort=alt.EncodingSortField("all", op="max", order="descending"),
              title=None)  # fmt: skip
    bars = base.mark_bar(stroke=look.paper, strokeWidth=1).encode(
        x=alt.X("offers:Q", title="offers", axis=alt.Axis(tickMinStep=1)),
        y=y,
        color=alt.Color("became:N", scale=alt.Scale(domain=became, range=list(look.became))),
        order=alt.Order("place:Q"),
    )
    words = (
        base.transform_filter("datum.place == 0")
        .mark_text(align="left", dx=5, color=look.ink)
        .encode(x="all:Q", y=y, text="all:Q")
    )
    mentors = len({it["mentor"] for it in rows})
    return (bars + words).properties(width=430, height=max(60, 24 * mentors))


_CHARTS: dict[str, Callable[[dict[str, Any], Colours], Any]] = {
    "over-time": _over_time,
    "topics-over-time": _topics_over_time,
    "missed": _missed,
    "topics": _topics,
    "stress": _stress,
    "fairness": _fairness,
}


def _starts(rows: Rows) -> list[str]:
    return list(dict.fromkeys(it["from"] for it in rows))


def _time_axis(rows: Rows) -> Any:
    """Return an axis of days that are names, not a scale: a week is as wide as the week after."""
    starts = _starts(rows)
    every = -(-len(starts) // 12)  # a dozen labels can be read
    axis = alt.Axis(labelAngle=0, values=starts[::every], labelExpr=_SHORT, labelOverlap=True)
    return alt.X("from:O", sort=starts, title=None, axis=axis)


_SHORT = (
    "timeFormat(toDate(substring(datum.value, 0, 4) + '/' + substring(datum.value, 5, 7) + '/'"
    " + substring(datum.value, 8, 10)), '%-d %b')"
)


def _shade(field: str, look: Colours) -> Any:
    scale = alt.Scale(range=list(look.shades), domainMin=0)
    return alt.Color(f"{field}:Q", scale=scale, legend=None)


def _numbered(cells: Any, base: Any, rows: Rows, field: str, look: Colours) -> Any:
    """Add the number to each cell, in an ink that can be read on it; a hidden one is a dash."""
    most = max((it[field] or 0 for it in rows), default=0)
    ink = alt.condition(
        f"datum.{field} > {most * look.deep}", alt.value(look.on_deep), alt.value(look.on_pale)
    )
    words = base.transform_calculate(
        said=f"datum.{field} === null ? '\u2013' : datum.{field} === 0 ? '' : '' + datum.{field}"
    )
    return cells + words.mark_text(fontSize=11).encode(text="said:N", color=ink)


def _with_marks(made: Any, chart: dict[str, Any], look: Colours) -> Any:
    """Put named days in a row above: what explains a peak stands over it, in words."""
    rows, marks = chart["rows"], chart["marks"]
    if not marks:
        return made
    names = list(dict.fromkeys(it["name"] for it in marks))
    row = (
        _chart(marks)
        .mark_rect(color=look.mark, stroke=None)
        .encode(
            x=alt.X("from:O", sort=_starts(rows), title=None, axis=None,
                    scale=alt.Scale(domain=_starts(rows))),
            y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(domain=False, ticks=False)),
        )
        .properties(width=_WIDTH, height=18 * len(names))
    )  # fmt: skip
    return alt.vconcat(row, made, spacing=6).resolve_scale(color="independent")
