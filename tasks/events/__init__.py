"""What a text reports: kind, genre, relevance, reality, severity, casualties, who did what to whom; and events made of such texts.

In: title, text, language, vector. Out: one `EventReading` a text, with the words that decided. Begin with `reading`. It asks `classify`
for what the lexicon says (`terms` weighs the words, `taxonomy.yaml` holds the categories), `heads` for what was learned from labels,
`casualties/` for the counts and `roles` for actor, deed and target. `merging/` makes events of what articles report; `train/` learns the
weights.
"""
