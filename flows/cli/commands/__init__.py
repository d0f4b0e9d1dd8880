"""The commands: a module for each group of them, with `register(app)`.

A command imports what it needs when it runs, so that `--help` and SQL stay fast. What it prints, and how it understands a country or a
week, are in flows.cli.
"""
