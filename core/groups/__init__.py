"""Partners in a group: the rules of sharing, boards and challenges, and what a group may read."""
