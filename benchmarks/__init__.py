"""Measurements beside others. Run them as ``python -m benchmarks.site`` and ``python -m benchmarks.check``."""
