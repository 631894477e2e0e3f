"""The commands of `spotter` beside `run`: files of this machine in and out, and their messages."""
