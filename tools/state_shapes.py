"""Makes `lib/charts/us_states.json`: the outlines of 50 states and the District as SVG paths.

Run: uv run --no-project --with pyshp==2.3.1 --with 'shapely>=2.1' --with plotly-geo==1.0.0 \
    python tools/state_shapes.py
Source: US Census Bureau, cartographic boundary files 2016, cb_2016_us_state_500k (public
domain), as shipped by plotly-geo. Borders are simplified together, so that neighbours still
touch; then drawn in Albers' equal-area projection, Alaska and Hawaii as insets.
"""

import json
from collections.abc import Callable, Iterator
from math import cos, radians, sin, sqrt
from pathlib import Path

import _plotly_geo
import shapefile
import shapely
from shapely.geometry import shape

SOURCE = Path(_plotly_geo.__file__).parent / "package_data" / "cb_2016_us_state_500k"
TARGET = Path(__file__).parents[1] / "src/undersigned/lib/charts/us_states.json"
TOLERANCE = 0.1
SMALLEST = 0.02  # square degrees: islands below are left out, save a state's largest part
LAST_STATE = "56"  # territories come after Wyoming
SCALE = 1070.0
TRIANGLE = 3  # a ring with fewer points has no inside

Projection = Callable[[float, float], tuple[float, float]]


def albers(
    *, turn: float, centre: tuple[float, float], parallels: tuple[float, float],
    scale: float, move: tuple[float, float],
) -> Projection:  # fmt: skip
    first, second = radians(parallels[0]), radians(parallels[1])
    cone = (sin(first) + sin(second)) / 2
    constant = 1 + sin(first) * (2 * cone - sin(first))

    def raw(longitude: float, latitude: float) -> tuple[float, float]:
        away = sqrt(constant - 2 * cone * sin(radians(latitude))) / cone
        return away * sin(cone * radians(longitude)), -away * cos(cone * radians(longitude))

    origin = raw(*centre)

    def project(longitude: float, latitude: float) -> tuple[float, float]:
        x, y = raw((longitude + turn + 180) % 360 - 180, latitude)
        return move[0] + scale * (x - origin[0]), move[1] - scale * (y - origin[1])

    return project


LOWER = albers(
    turn=96, centre=(-0.6, 38.7), parallels=(29.5, 45.5), scale=SCALE, move=(480, 250)
)
INSETS = {
    "AK": albers(
        turn=154, centre=(-2, 58.5), parallels=(55, 65), scale=SCALE * 0.35,
        move=(480 - 0.307 * SCALE, 250 + 0.201 * SCALE),
    ),
    "HI": albers(
        turn=157, centre=(-3, 19.9), parallels=(8, 18), scale=SCALE,
        move=(480 - 0.205 * SCALE, 250 + 0.212 * SCALE),
    ),
}  # fmt: skip


def rings(geometry: shapely.Geometry) -> Iterator[list[tuple[float, float]]]:
    parts = list(geometry.geoms) if geometry.geom_type == "MultiPolygon" else [geometry]
    largest = max(part.area for part in parts)
    for part in parts:
        if part.area > SMALLEST or part.area == largest:
            yield list(part.exterior.coords)
            yield from (list(hole.coords) for hole in part.interiors)


def path(geometry: shapely.Geometry, project: Projection) -> str:
    """Whole pixels of a drawing 960 wide, in steps from the last point: short to send."""
    pieces = []
    for ring in rings(geometry):
        points = [tuple(round(value) for value in project(x, y)) for x, y in ring[:-1]]
        kept = [point for here, point in enumerate(points) if point != points[here - 1]]
        if len(kept) >= TRIANGLE:
            steps = [
                f"{x - kept[here][0]},{y - kept[here][1]}"
                for here, (x, y) in enumerate(kept[1:])
            ]
            pieces.append(f"M{kept[0][0]},{kept[0][1]}l{' '.join(steps)}z")
    return "".join(pieces)


if __name__ == "__main__":
    records = [
        (row.record.as_dict(), shape(row.shape.__geo_interface__))
        for row in shapefile.Reader(str(SOURCE)).iterShapeRecords()
        if row.record.as_dict()["STATEFP"] <= LAST_STATE
    ]
    geometries = shapely.coverage_simplify([geometry for _, geometry in records], TOLERANCE)
    codes = [record["STUSPS"] for record, _ in records]
    paths = {
        code: path(geometry, INSETS.get(code, LOWER))
        for code, geometry in zip(codes, geometries, strict=True)
    }
    made = {
        "source": "Census Bureau, cb_2016_us_state_500k, public domain; tools/state_shapes.py",
        "paths": dict(sorted(paths.items())),
    }
    TARGET.write_text(json.dumps(made, indent=0) + "\n", encoding="ascii")
