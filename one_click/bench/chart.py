"""The chart of docs/performance.md: stages against the floor, and cost by size."""

from one_click.bench.figures import Figures, Size
from one_click.bench.stages import (
    CHECKS,
    FEATURES,
    OFFERS,
    OTHER,
    PUBLISH,
    REASONS,
    SCORING,
    SEGMENTS,
    STAGES,
    START,
    TRAINING,
)

# One colour per stage, grey for what is not the work itself.
COLOURS = {
    START: "#9aa1a8",
    FEATURES: "#2f7fd6",
    TRAINING: "#d9dde1",
    SCORING: "#e0552b",
    REASONS: "#f0a27f",
    SEGMENTS: "#4f9d69",
    OFFERS: "#d9a441",
    CHECKS: "#9a86b8",
    PUBLISH: "#8c6d5b",
    OTHER: "#5b636b",
}


def svg(figures: Figures) -> str:
    """The chart as a picture."""
    # Slow to import, and needed for nothing else here.
    import vl_convert

    return vl_convert.vegalite_to_svg(chart(figures))


def chart(figures: Figures) -> dict:
    """The chart as a Vega-Lite specification, its data in it."""
    sizes = [size for size in figures.sizes if size.source == "csv"]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "config": {"font": "sans-serif", "view": {"stroke": None}},
        "hconcat": [*stages_chart(sizes), cost_chart(sizes)],
        "resolve": {"scale": {"color": "independent"}},
    }


def stages_chart(sizes: list[Size]) -> list[dict]:
    """Wall by stage as multiples of the floor, of the largest size that all have done.

    No chart where no size has been done by all.
    """
    compared = [size for size in sizes if size.floor and size.build and size.notebook]
    if not compared:
        return []
    size = max(compared, key=lambda size: size.customers)
    jobs = {"project": size.build, "notebook": size.notebook}
    rows = [
        {
            "who": who,
            "stage": stage,
            "place": place,
            "ratio": job.stages[stage] / size.floor.wall_seconds,
        }
        for who, job in jobs.items()
        for place, stage in enumerate(STAGES)
        if stage in job.stages
    ]
    rows.append({"who": "floor", "stage": FEATURES, "place": 0, "ratio": 1.0})
    stages = [stage for stage in STAGES if any(r["stage"] == stage for r in rows)]
    return [
        {
            "title": f"Wall by stage at {size.customers:,} customers, × floor",
            "width": 420,
            "height": 150,
            "data": {"values": rows},
            "mark": "bar",
            "encoding": {
                "y": {
                    "field": "who",
                    "type": "nominal",
                    "sort": ["floor", "project", "notebook"],
                    "title": None,
                },
                "x": {"field": "ratio", "type": "quantitative", "title": "× floor"},
                "color": {
                    "field": "stage",
                    "type": "nominal",
                    "title": None,
                    "scale": {
                        "domain": stages,
                        "range": [COLOURS[stage] for stage in stages],
                    },
                },
                "order": {"field": "place"},
            },
        }
    ]


def cost_chart(sizes: list[Size]) -> dict:
    """What one customer costs, by the number of customers."""
    rows = [
        {
            "who": who,
            "customers": size.customers,
            "microseconds": taken.wall_seconds / size.customers * 1e6,
        }
        for size in sizes
        for who, taken in (
            ("floor", size.floor),
            ("project", size.build and size.build.measurement),
            ("notebook", size.notebook and size.notebook.measurement),
        )
        if taken
    ]
    scale = {"type": "log"}
    return {
        "title": "Wall per customer, training included",
        "width": 300,
        "height": 150,
        "data": {"values": rows},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {
                "field": "customers",
                "type": "quantitative",
                "scale": scale,
                "axis": {"format": "~s", "values": [s.customers for s in sizes]},
            },
            "y": {
                "field": "microseconds",
                "type": "quantitative",
                "scale": scale,
                "title": "microseconds",
                "axis": {"format": "~s"},
            },
            "color": {"field": "who", "type": "nominal", "title": None},
        },
    }
