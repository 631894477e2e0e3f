"""How many repetitions a set will have, from the lifter's own log, and how sure that is."""
