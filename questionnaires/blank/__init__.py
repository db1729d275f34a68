"""Reading a blank form: a file to sections and questions, reviewed before they become a draft.

Steps: ``parsing`` (lines to a form; pure), ``planning`` (what accepting would write), ``loading``
(one transaction that writes it). What is not understood is a named problem, never a guess.
"""
