"""From an official file to records, in three steps: extract, parse, load.

``extract`` turns a file into lines and knows nothing of what they mean; ``parse`` turns lines
into an outcome with its sections and numbered paragraphs, and knows nothing of files or of the
database; ``load`` compares that outcome with the records and writes the difference, all or
nothing. The first two import no Django.
"""
