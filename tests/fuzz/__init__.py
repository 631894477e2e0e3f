"""What the world may send, made up without end: the grammar, buttons, updates and files.

`make fuzz` runs every target for ten minutes, half with hypothesis over the whole way from an
update to its answer (tests/fuzz/whole.py), half with atheris over the readers alone, led by which
lines of them were reached (tests/fuzz/readers.py). `python -m tests.fuzz --help` says the rest. A
finding is kept in `.fuzz/`; it becomes a test of the room it is in.
"""
