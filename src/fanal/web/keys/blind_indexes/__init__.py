"""Finding what is sealed: keyed hashes of forms of a name, a telephone, an identity number.

What each form leaks, and to whom, stands in docs/explanation/blind-indexes.md. `entries` puts and deletes,
`searching` finds, `forms` and `phonetics` say what is hashed.
"""
