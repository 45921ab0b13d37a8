"""The chart of docs/performance.md: stages against the floor, and cost by size."""

from bench.figures import Figures, Size

COLOURS = ["#7aa6c2", "#e0552b", "#2f7fd6", "#9a86b8", "#d9a441", "#b9c0c7"]
COLOURS += ["#6c757d", "#4f9d69", "#c2c2c2", "#8c564b"]


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
        {"who": who, "stage": stage, "ratio": took / size.floor.wall_seconds}
        for who, job in jobs.items()
        for stage, took in job.stages.items()
    ]
    rows.append({"who": "floor", "stage": "features", "ratio": 1.0})
    stages = list(dict.fromkeys(row["stage"] for row in rows))
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
                    "sort": stages,
                    "scale": {"range": COLOURS},
                },
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
