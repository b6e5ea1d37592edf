"""From text to language, kind, subject, spam, places, personal data and clusters.

Light, for any process: `clean` (normalised form), `keys` (ideas alike by an index), `places`, `personal`.
For the worker and the command only: `sorting` (labels and clusters; imports numpy).
"""
