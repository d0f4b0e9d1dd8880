"""Translates headlines into the language of the report, with a translator that the user provides.

In: articles of a country-week. Out: translated headlines, by article. Begin with `headlines`; `engines` are the translators.
"""
