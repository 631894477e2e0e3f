"""A trial on oneself: failure against stopping short, drawn by lot and told at the end; pure."""
