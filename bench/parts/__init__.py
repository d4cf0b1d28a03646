"""The parts of bench/journey: servers, data, the three ways to ship, measuring and the report."""
