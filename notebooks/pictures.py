"""What the notebooks share: the top of the checkout as the place to work in, and how their pictures look."""

import os
import pathlib
import warnings

import matplotlib.pyplot as plt

import ausfall

os.chdir(pathlib.Path(__file__).resolve().parents[1])
# That inputs are taken at their medians is meant so here.
warnings.simplefilter("ignore", ausfall.ScenarioWarning)

BLUE, ORANGE, GREEN, RED, PURPLE, GREY = "#1f4e79", "#d9822b", "#2e8b57", "#b03a3a", "#6a4c93", "#8a8f98"
COLOURS = [BLUE, ORANGE, GREEN, RED, PURPLE, GREY]

plt.rcParams.update({
    "figure.dpi": 100, "savefig.dpi": 100, "figure.constrained_layout.use": True, "font.size": 10,
    "axes.titlesize": 11, "axes.titleweight": "bold", "axes.titlelocation": "left", "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "grid.color": "#e3e5e8", "axes.axisbelow": True,
    "axes.prop_cycle": plt.cycler(color=COLOURS), "legend.frameon": False, "lines.linewidth": 1.8,
})  # fmt: skip


def in_words(minutes):
    """A time for people, from minutes."""
    if minutes < 1:
        return f"{60 * minutes:.2g} s"
    if minutes < 120:
        return f"{minutes:.3g} min"
    return f"{minutes / 60:.3g} h" if minutes < 48 * 60 else f"{minutes / 1440:.3g} d"


def nines(ax, axis="y"):
    """Unavailabilities, on a logarithmic axis, as people know them."""
    (ax.set_yscale if axis == "y" else ax.set_xscale)("log")


def interval(ax, at, estimate, colour=BLUE, label=None, horizontal=False):
    """A mean as a dot in its interval."""
    mean, low, high = estimate
    low = mean if low is None else low
    high = mean if high is None else high
    span, dot = ([low, high], [mean])
    if horizontal:
        ax.plot(span, [at, at], color=colour, alpha=0.45, linewidth=6, solid_capstyle="butt")
        ax.plot(dot, [at], "o", color=colour, markersize=5, label=label)
    else:
        ax.plot([at, at], span, color=colour, alpha=0.45, linewidth=6, solid_capstyle="butt")
        ax.plot([at], dot, "o", color=colour, markersize=5, label=label)


def bars(ax, labels, parts, unit):
    """Stacked horizontal bars: parts are {name: [a value a label]}."""
    left = [0.0] * len(labels)
    for colour, (name, values) in zip(COLOURS + ["#c9b037", "#5aa9a9", "#c97b9b"], parts.items()):
        ax.barh(labels, values, left=left, label=name, color=colour, height=0.65)
        left = [a + b for a, b in zip(left, values)]
    ax.invert_yaxis()
    ax.set_xlabel(unit)
    ax.grid(axis="y", visible=False)
    ax.legend(fontsize=9)
