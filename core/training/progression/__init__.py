"""From one session to the next: the load, the sets and the repetitions to aim for."""
