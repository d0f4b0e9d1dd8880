"""Makes events from stories and articles: which belong together, where and when each happened, its figures, its thread.

Begin with `happen`.
"""
