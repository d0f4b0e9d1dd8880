"""Decisions that analysts made by hand: reads the files of `desk/`, and says what each removes from a week or changes in it.

Whether a statement is supported is decided in `tasks/verify/decide`, not here.
Begin with `decision.py`; `apply.py` leaves out items, `tasks.events.merging.decided` changes events.
"""
