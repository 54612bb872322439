#!/usr/bin/env python3
"""Draws notebooks/strategies.svg, the picture of the README, from two comparisons.

Needs matplotlib and the module `ausfall`; notebooks/README.md says how it is made anew.
"""

import pathlib

import ausfall
import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.ticker import FixedLocator, NullLocator

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = HERE.parent / "scenarios" / "examples"
ROOMS = [
    ("strategies.yaml", 1000, "an application that hangs, no patching"),
    ("host-or-guest.yaml", 2000, "patching once a month, links that fail"),
]
TICKS = {60: "1 h", 120: "2 h", 240: "4 h", 480: "8 h", 960: "16 h"}


def compare(scenario, replications):
    return ausfall.load(EXAMPLES / scenario).compare(replications=replications).to_dict()


def downtime(variant):
    return variant["services"]["mail"]["downtime_minutes_per_year"]


def in_words(minutes):
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest:02d} min"


def draw(ax, result, title):
    order = sorted(result["variants"].items(), key=lambda item: downtime(item[1])["mean"])
    for row, (_, variant) in enumerate(order):
        d = downtime(variant)
        ax.plot([d["low"], d["high"]], [row, row], color="#7aa6cf", linewidth=7, solid_capstyle="butt")
        ax.plot(d["mean"], row, "o", color="#1f4e79", markersize=4)
        ax.annotate(in_words(d["mean"]), (d["high"], row), xytext=(7, 0), textcoords="offset points", va="center", fontsize=9)
    ax.set_yticks(range(len(order)), [name for name, _ in order])
    ax.set_ylim(len(order) - 0.4, -0.6)
    ax.set_title(title, loc="left", fontsize=10, fontweight="bold")
    ax.grid(axis="x", color="#dddddd")
    ax.set_axisbelow(True)


def main():
    plt.rcParams["svg.hashsalt"] = "ausfall"  # the same picture is the same bytes
    results = [(scenario, compare(scenario, replications), title) for scenario, replications, title in ROOMS]
    heights = [len(result["variants"]) for _, result, _ in results]
    figure, axes = plt.subplots(len(results), 1, sharex=True, figsize=(8.4, 5.2), height_ratios=heights, layout="constrained")
    for ax, (scenario, result, title) in zip(axes, results):
        draw(ax, result, f"{scenario}: {title}")
    axes[-1].set_xscale("log")
    axes[-1].set_xlim(55, 1250)
    axes[-1].xaxis.set_major_locator(FixedLocator(list(TICKS)))
    axes[-1].xaxis.set_minor_locator(NullLocator())
    axes[-1].set_xticklabels(TICKS.values())
    axes[-1].set_xlabel("downtime of the mail service in a year (log scale); dot: mean, bar: its 95 % interval")
    figure.savefig(HERE / "strategies.svg", facecolor="white", metadata={"Date": None})


if __name__ == "__main__":
    main()
