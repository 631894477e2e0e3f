"""The same picture by SVG through resvg and by matplotlib: first, warm, memory, size.

    python -m venv v && v/bin/pip install resvg-py matplotlib
    v/bin/python -m tests.bench.picture_libraries

Each is measured in a process of its own, started for it: the first picture counts from the start of
the interpreter, with all that is imported. Both draw a lift of 60 sessions with its band, loads,
records, a break and a legend on 1080 x 1080 pixels.
"""

from __future__ import annotations

import io
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS, SESSIONS, FILES_OF = 20, 60, Path(__file__).parents[2] / "core" / "pictures" / "fonts"


def values() -> tuple[list[float], list[float]]:
    """Days and estimates."""
    days = [3.5 * n + (24 if n > SESSIONS // 2 else 0) for n in range(SESSIONS)]
    return days, [100 + n * 0.6 + n % 5 for n in range(SESSIONS)]


def by_resvg() -> bytes:
    """Our own writer, and resvg."""
    from resvg_py import svg_to_bytes

    from core.pictures.draw import svg_of
    from core.pictures.drawings import Dot, Legend, Lines, Pause, Span, Tick
    from core.pictures.font import FILES

    days, heights = values()
    drawing = Lines(
        "Squat 深蹲", "5 Jan to 30 Nov 2026", "142 kg", "estimated max now, likely 137 to 148",
        tuple(Dot(x, y, "record" if n % 7 == 6 else "") for n, (x, y) in
              enumerate(zip(days, heights, strict=True))),
        tuple(Span(x, y - 5, y + 5) for x, y in zip(days, heights, strict=True)),
        tuple(Dot(x, y * 0.8) for x, y in zip(days, heights, strict=True)),
        (Pause(days[30], days[31], "24 days without"),),
        tuple(Tick(x, f"{n} Nov") for n, x in enumerate(days) if n % 8 == 0),
        (Legend("point", "estimated max"), Legend("band", "likely range"),
         Legend("load", "heaviest set"), Legend("record", "record")),
    )  # fmt: skip
    fonts = [str(each) for each in FILES]
    return bytes(svg_to_bytes(svg_string=svg_of(drawing), font_files=fonts, skip_system_fonts=True))


def by_matplotlib() -> bytes:
    """The same by matplotlib's Agg, without pyplot."""
    from matplotlib import font_manager
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    for each in FILES_OF.glob("*.?tf"):
        font_manager.fontManager.addfont(each)
    import matplotlib

    matplotlib.rcParams["font.family"] = ["Noto Sans", "Noto Sans CJK SC"]
    days, heights = values()
    figure = Figure(figsize=(10.8, 10.8), dpi=100, facecolor="#17202c")
    axes = figure.add_axes((0.1, 0.18, 0.86, 0.56), facecolor="#17202c")
    cut = SESSIONS // 2 + 1
    for part in (slice(0, cut), slice(cut, None)):
        low, high = ([y + by for y in heights[part]] for by in (-5, 5))
        axes.fill_between(days[part], low, high, color="#2d4d6e")
        axes.plot(days[part], heights[part], "o-", color="#6cb6ff", lw=3, ms=9)
    axes.plot(days, [y * 0.8 for y in heights], "s", color="#c9d4df", ms=8, label="heaviest set")
    axes.plot(days[6::7], heights[6::7], "*", color="#ffc24d", ms=20, label="record")
    axes.axvspan(days[30], days[31], color="#202c3a")
    axes.tick_params(colors="#b7c3d0", labelsize=21)
    axes.grid(axis="y", color="#3a4757")
    figure.text(0.05, 0.93, "Squat 深蹲", color="white", size=36, weight="bold")
    figure.text(0.05, 0.89, "5 Jan to 30 Nov 2026", color="#b7c3d0", size=23)
    figure.text(0.05, 0.80, "142 kg", color="white", size=58, weight="bold")
    figure.text(0.36, 0.80, "estimated max now, likely 137 to 148", color="#b7c3d0", size=22)
    figure.legend(loc="lower left", fontsize=20, labelcolor="#b7c3d0", frameon=False, ncols=2)
    made = io.BytesIO()
    FigureCanvasAgg(figure).print_png(made)
    return made.getvalue()


def child(name: str) -> None:
    """Draw once, then again and again; print what it took."""
    draw = {"resvg": by_resvg, "matplotlib": by_matplotlib}[name]
    picture = draw()
    first = time.clock_gettime(time.CLOCK_PROCESS_CPUTIME_ID)
    wall, spent = [], []
    for _ in range(ROUNDS):
        began, cost = time.perf_counter(), time.process_time()
        picture = draw()
        wall.append(time.perf_counter() - began)
        spent.append(time.process_time() - cost)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_bytes(picture)
    told = [first, statistics.median(wall), statistics.median(spent), memory, len(picture)]
    print(json.dumps(told))


def main() -> None:
    """Measure each in a new process."""
    print(f"load {os.getloadavg()[0]:.1f}")
    for name in ("resvg", "matplotlib"):
        began = time.perf_counter()
        command = [sys.executable, "-m", "tests.bench.picture_libraries", name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        whole = time.perf_counter() - began
        first, wall, spent, memory, size = json.loads(done.stdout)
        print(
            f"{name:11s} first {first * 1e3:5.0f} ms of processor, warm {spent * 1e3:4.0f} ms "
            f"({wall * 1e3:.0f} by the clock), {memory:.0f} MB, {size} bytes; {whole:.1f} s in all"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(sys.argv[1])
    else:
        main()
