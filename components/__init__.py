"""What the app is made of, room by room; each room uses only those below it (docs/decisions/011).

From the top: views, widgets, session, exports, builders, charts, wording, figures, exhibits,
design.
"""
