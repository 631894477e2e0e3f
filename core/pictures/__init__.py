"""Pictures: facts that are worded already, laid out as SVG. Pure; who makes PNG of it is in bot."""
