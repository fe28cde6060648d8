"""What every recipe gives: title, words, alternative text and figures, frozen in JSON files.

A change of these files is a change of what people see. To make one on purpose::

    python -m tests.snapshots.rewrite [recipe ...]
"""
