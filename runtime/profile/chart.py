"""A profile as a picture: bars of time, by dispatch."""

from __future__ import annotations

from pathlib import Path

from paddle_mlir.dialects.errors import InputError
from paddle_mlir.runtime.profile.report import Profile


def draw(profile: Profile, path: Path, top: int) -> None:
    """Write a bar chart of the slowest dispatches; the file's suffix chooses its kind.

    Raises:
        InputError: the file cannot be written.
    """
    from matplotlib.figure import Figure

    rows = profile.rows[:top]
    figure = Figure(figsize=(11, 1.6 + 0.24 * len(rows)), layout="constrained")
    axes = figure.subplots()
    names = [f"{row.op(60)}  {row.kernel}" for row in rows]
    bars = axes.barh(range(len(rows)), [row.milliseconds for row in rows])
    axes.bar_label(
        bars, ["" if row.speed is None else f" {row.speed:.0f} GFLOP/s" for row in rows], fontsize=7
    )
    # Names come from files, where a dollar sign would begin a formula.
    labels = [name.replace("$", r"\$") for name in names]
    axes.set_yticks(range(len(rows)), labels, fontsize=7)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.set_xlabel("ms")
    axes.set_title(
        f"{profile.total:.3g} ms in dispatches of a call's {profile.call:.3g} ms, "
        f"threads {profile.threads}; peak {profile.peak:.0f} GFLOP/s",
        fontsize=9,
    )
    try:
        figure.savefig(path)
    except OSError as error:
        raise InputError("cannot be written", where=str(path), got=error.strerror) from None
