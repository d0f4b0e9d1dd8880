"""Headlines of other languages in the language of the report, by a translator that the user has.

In: articles of a country-week. Out: translated headlines, by article. Begin with `headlines`; `engines` are the translators.
"""
