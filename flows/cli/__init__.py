"""The command line: one module a group of commands, each registered in `app`.

Begin with `app`. Commands import what they need when they run, so that `--help` and SQL cost a blink.
"""
