"""The tables of the store. A change here needs a migration beside it."""
