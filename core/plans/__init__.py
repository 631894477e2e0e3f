"""Plans: what a lifter means to train, as text and as records.

What belongs here: the grammar of a plan in both directions, structures that are known, files of
other apps that hold a plan, a plan made of a log, and what a plan says of a day. A plan says what
to do; how much that is today is said by `core.training`. Pure: nothing here knows a store, a
message or a platform.
"""
