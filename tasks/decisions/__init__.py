"""What analysts decided by hand: files in, typed decisions out, and what each of them takes out of a week or changes in it.

What the verifier decides of a statement is `tasks/verify/decide`. Begin with `decision.py`; `apply.py` leaves out items, `tasks.events.merging.decided` changes events.
"""
