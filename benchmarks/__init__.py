"""Every figure in the README comes from a module here: `python -m benchmarks.NAME`."""
