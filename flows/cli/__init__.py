"""The command line.

Begin with `app`, which registers the groups of `commands`. Beside them stand what commands share (`options`, `arguments`, `console`,
`outcomes`) and what a single one needs (`explain`, `health`, `inspection`, `serve`, ...).
"""
