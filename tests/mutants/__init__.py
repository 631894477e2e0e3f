"""Whether the tests notice: small changes of the code, each held against the tests of its room.

`make mutants` takes a seeded sample of the changes that cosmic-ray knows (numbers and comparisons,
constants of modules too) and prints which of them no test noticed. `table.py` holds changes chosen
by hand, each with the test that must notice it; `tests/project/test_mutations.py` tries them every
time. A change is never written into the project: `forks.py` hands the changed text to the import.
"""
