"""Documents to take away: one content, written as PDF and as DOCX.

``blocks`` says what a document is made of; ``pdf`` and ``docx`` write it. What stands in one is
made elsewhere: ``tracker.documents.brief`` and ``tracker.documents.trends``.
"""
