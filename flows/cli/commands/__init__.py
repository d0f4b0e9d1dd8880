"""The commands: one module for each group, which adds itself to the app with `register(app)`.

A command imports what it needs when it runs, so that `--help` and SQL stay fast. Printing, and reading a country or a week from
the command line, are in flows.cli.
"""
