"""How fast the site is, as ratios taken in one run: `python -m tests.bench`.

Each figure is a median of several repetitions against a yardstick measured in between them on the
same machine: a bare COPY, an empty view, Python's own `sorted`. Ends with an error if a limit is
missed. Everything happens in a test database of its own and on the loopback interface.
"""
