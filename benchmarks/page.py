"""Put a table between two marks on a page of docs/reference; measure memory and the machine's pace."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")


def put(page: str, mark: str, text: str) -> None:
    """Replace what stands between `<!-- MARK -->` and the next `<!-- end -->` of PAGE by TEXT."""
    path = REFERENCE / page
    before, start, rest = path.read_text(encoding="utf-8").partition(f"<!-- {mark} -->\n")
    _, end, after = rest.partition("<!-- end -->")
    if not start or not end:
        raise SystemExit(f"{path} has no marks <!-- {mark} --> and <!-- end -->")
    path.write_text(f"{before}{start}{text.rstrip()}\n{end}{after}", encoding="utf-8")


class Table:
    """Print a table line by line, and put it between its marks on a page of docs/reference at the end."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, *cells: object) -> None:
        """Print one row."""
        self.lines.append("| " + " | ".join(map(str, cells)) + " |")
        if len(self.lines) == 1:
            self.lines.append("|---" * len(cells) + "|")
        print("\n".join(self.lines[-1:] if len(self.lines) != 2 else self.lines), flush=True)

    def put(self, page: str, mark: str) -> None:
        """Replace what stands between `<!-- MARK -->` and the next `<!-- end -->` of PAGE."""
        put(page, mark, "\n".join(self.lines))


def reset_peak() -> None:
    """Forget this process's peak memory so far."""
    Path("/proc/self/clear_refs").write_text("5")


def peak() -> float:
    """Return the peak memory of this process since `reset_peak`, in gigabytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1e6
    return float("nan")


def pace() -> float:
    """Return ten times the CPU seconds that a million additions of squares take here and now.

    A machine shared with others does not keep its speed: say it beside figures of different days.
    """
    began, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number * number
    return 10 * (time.process_time() - began)


def growth(title: str, across: Sequence[int], unit: str, lines: dict[str, list[float]]) -> str:
    """Return an SVG of seconds over ACROSS, both logarithmic, dashed what linear growth would be."""
    left, top, width, height = 70, 70, 480, 300
    x = np.log10(across)
    y = {name: np.log10(np.maximum(values, 1e-5)) for name, values in lines.items()}
    low, high = min(v.min() for v in y.values()) - 0.2, max(v.max() for v in y.values()) + 0.3

    def place(a: float, b: float) -> str:
        right = left + width * (a - x[0]) / (x[-1] - x[0])
        return f"{right:.1f} {top + height * (high - b) / (high - low):.1f}"

    told = "; ".join(
        f"{name}: " + ", ".join(f"{n:,} {unit} {s:.4f} s" for n, s in zip(across, values, strict=True))
        for name, values in lines.items()
    )
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 130} {top + height + 60}" '
        'role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="14">',
        f'<title id="t">{title}</title>',
        f'<desc id="d">{told}.</desc>',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="{left - 50}" y="28" font-size="17" font-weight="700">{title}</text>',
    ]
    for n, at in zip(across, x, strict=True):
        right = place(at, low).split()[0]
        out.append(f'<text x="{right}" y="{top + height + 24}" text-anchor="middle">{n:,}</text>')
    out.append(f'<text x="{left + width}" y="{top + height + 46}" text-anchor="end">{unit}</text>')
    label = 0.0
    for (name, values), colour in zip(
        sorted(y.items(), key=lambda line: -float(line[1][-1])), COLOURS, strict=False
    ):
        end = values[0] + (x[-1] - x[0])
        dashes = f"M{place(x[0], values[0])}L{place(x[-1], end)}"
        out.append(f'<path d="{dashes}" stroke="#8a8a8a" stroke-dasharray="5 4" fill="none"/>')
        path = "L".join(place(a, b) for a, b in zip(x, values, strict=True))
        out.append(f'<path d="M{path}" stroke="{colour}" stroke-width="2" fill="none"/>')
        right, down = place(x[-1], values[-1]).split()
        # Names of lines that end close together stand one below the other.
        label = max(float(down) + 5, label + 18)
        out.append(
            f'<text x="{float(right) + 8:.1f}" y="{label:.1f}" fill="{colour}">'
            f"{name} {lines[name][-1]:.2g} s</text>"
        )
    return "\n".join([*out, "</svg>", ""])
