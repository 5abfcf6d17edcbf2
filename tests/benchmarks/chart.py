"""A line chart as SVG: named lines over one pair of axes, both from zero."""

from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 760, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 44, 48
FONT = 'font-family="sans-serif" font-size="12"'
COLOURS = ("#1f6feb", "#bf3989", "#1a7f37", "#9a6700")
STEPS = 5

Points = Sequence[tuple[float, float]]


def draw_chart(title: str, x_label: str, y_label: str, lines: Mapping[str, Points]) -> str:
    """Return the SVG document; `lines` are (x, y) points by name, none negative."""
    x_end = _round_up(max((x for points in lines.values() for x, _ in points), default=1.0))
    y_end = _round_up(max((y for points in lines.values() for _, y in points), default=1.0))

    def place(x: float, y: float) -> tuple[float, float]:
        across, up = (WIDTH - LEFT - RIGHT) / x_end, (HEIGHT - TOP - BOTTOM) / y_end
        return LEFT + x * across, HEIGHT - BOTTOM - y * up

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {FONT}>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(LEFT, 20, title, "start", 'font-size="14" font-weight="bold"'),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, x_label, "middle"),
        _text(LEFT - 8, TOP - 8, y_label, "end"),
    ]
    for step in range(STEPS + 1):
        x, y = place(x_end * step / STEPS, y_end * step / STEPS)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#d0d7de"/>')
        parts.append(_text(LEFT - 8, y + 4, f"{y_end * step / STEPS:,.4g}", "end"))
        parts.append(_text(x, HEIGHT - BOTTOM + 18, f"{x_end * step / STEPS:,.0f}", "middle"))
    for number, (name, points) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        parts.append(_line((place(*point) for point in points), colour))
        parts.append(_text(LEFT + 12 + 230 * number, TOP - 8, f"— {name}", "start", f'fill="{colour}"'))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _line(points: Iterable[tuple[float, float]], colour: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>'


def _text(x: float, y: float, content: str, anchor: str, style: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {style}>{escape(content)}</text>'


def _round_up(value: float) -> float:
    """Return the least of 1, 2, 2.5 and 5 times a power of ten that is no less than `value`."""
    power = 1.0
    while power * 10 < value:
        power *= 10
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= value)
