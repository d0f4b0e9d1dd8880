"""The command line.

Begin with `app`, which registers the groups of `commands`. The other modules are shared by commands (`options`, `arguments`,
`console`, `outcomes`) or belong to a single one (`explain`, `health`, `inspection`, `serve`, ...).
"""
