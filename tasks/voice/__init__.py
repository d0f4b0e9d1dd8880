"""The report's languages: messages in English, catalogues of the others.

In: an English message with its fields. Out: the sentence in the report's language. Begin with `voice`; `messages` finds what a
catalogue lacks.
"""
