"""Checks of our own: each is a plain function that yields problems as "path:line: text"."""
