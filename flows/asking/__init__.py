"""Answers questions from programs: a question in, rows with their ids and sources out.

    answers    each question a language model or a script may ask, as plain rows; it only reads
    server     the same as tools of the Model Context Protocol, over stdio or HTTP on this machine (`weekwatch mcp`)
    words      a question in words, which a configured model answers from such rows (`weekwatch ask`)
    bearing    whether the rows support a sentence of such an answer

Begin with `answers`: the server adds names, descriptions and error messages and nothing else.
"""
