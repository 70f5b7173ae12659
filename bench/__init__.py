"""Benchmarks: ratios against a named rival or a physical limit, measured side by side in one run."""
