"""What is known of languages, and nothing of events: detection, inflection, numbers, vectors, word lists.

In: text. Out: its language, words, numbers, vector, terms found. Begin with `detect`; `data/` holds every word list, read
through `word_lists`; `lexicon` finds the terms of concepts in a text. How a language is
added stands in CONTRIBUTING; the languages of reports are `tasks.voice`.
"""
