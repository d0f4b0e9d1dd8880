"""The commands: one module for each group, which adds itself to the app with `register(app)`.

`reading` has the commands that read what was built, `building` those that fill the warehouse, `keeping` those for whoever runs it.
In: the arguments. Out: text on the terminal and an exit code. Begin with `reading.report`. A command imports what it needs when
it runs, so that `--help` and SQL stay fast. Printing, and reading a country or a week from the command line, are in flows.cli.
"""
