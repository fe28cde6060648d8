"""Files people bring with them: read as they are, nothing guessed in silence, nothing kept.

A file goes through these steps, each a module of its own: `files` (bytes to sheets of cells),
`people` (refuses records of persons), `header` (where the table begins), `columns` (what each
column is), `marks`, `periods` and `places` (what each cell means), and `understand`, which joins
them. Whatever could mean two things is a question with an answer to choose; what cannot be placed
is listed with the reason.
"""
