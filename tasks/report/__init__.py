"""The weekly report: evidence in, proven statements out.

In: everything known of a country-week (`evidence`). Out: the rows of the report and its statements, and issues for what was refused.
Begin with `writing`; `sections/` has one module for each section, `prose/` words events and headlines, `manuscript` collects the
drafts of statements and has each one verified. `analyst/` lets a language model write instead. Pages and files are made of the rows by `tasks/publish`.
"""
