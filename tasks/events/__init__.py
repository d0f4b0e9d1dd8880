"""What a text reports: kind, gravity, casualties, actors.

In: title, text, language, vector. Out: category, severity 0-5, killed and injured, actors, with the words that decided.
Begin with `classify`; `taxonomy.yaml` holds the categories, `terms` weighs the words, `casualties` reads the counts, `merging/` makes
events of what articles report.
"""
