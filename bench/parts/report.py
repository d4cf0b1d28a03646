"""Prints what was measured as aligned tables."""

import os


def table(header, rows):
    """Lines of a table whose first column is text and whose others are numbers or already text."""
    text = [header] + [[cell if isinstance(cell, str) else f"{cell:.1f}" for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in text) for column in range(len(header))]
    for row in text:
        cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print("  ".join(cells).rstrip())


def cost_row(name, cost, *more):
    return [name, cost.seconds, cost.cpu, cost.server_cpu, cost.cpu + cost.server_cpu, *more]


def megabytes(size):
    return f"{size / 1e6:.0f}"


def ratio(peer, ours):
    """How many times as long as ours the peer took: above 1, ours is better."""
    return f"{peer / ours:.2f}"


def print_machine():
    load = os.getloadavg()[0]
    print(f"\n{os.cpu_count()} cores; load average at the start {load:.1f} (above 0.5: something else ran, do not trust the times)")


def print_dumps(medians, sizes, rounds):
    print(f"\nDump only, into a local folder, median of {rounds}")
    table(
        ["way", "seconds", "CPU client", "CPU server", "CPU sum", "size MB", "peak MB"],
        [cost_row(way, cost, megabytes(sizes[way]), f"{cost.peak_mb:.0f}") for way, cost in medians.items()],
    )
    if len(medians) == 2:
        peer, ours = medians.values()
        peer_cpu, our_cpu = peer.cpu + peer.server_cpu, ours.cpu + ours.server_cpu
        print(f"pg_dump / dbferry: seconds {ratio(peer.seconds, ours.seconds)}, CPU {ratio(peer_cpu, our_cpu)}")


def print_journeys(journeys):
    print("\nJourney to an empty receiver")
    rows, totals = [], {}
    for way, (costs, size) in journeys.items():
        rows += [cost_row(f"{way}: {step}", cost, "", f"{cost.peak_mb:.0f}") for step, cost in costs.items()]
        first, *others = costs.values()
        totals[way] = sum(others, first)
        rows.append(cost_row(f"{way}: all", totals[way], megabytes(size), f"{totals[way].peak_mb:.0f}"))
    table(["step", "seconds", "CPU client", "CPU server", "CPU sum", "shipped MB", "peak MB"], rows)
    if len(totals) == 2:
        peer, ours = totals.values()
        peer_cpu, our_cpu = peer.cpu + peer.server_cpu, ours.cpu + ours.server_cpu
        print(f"original / dbferry: seconds {ratio(peer.seconds, ours.seconds)}, CPU {ratio(peer_cpu, our_cpu)}")
