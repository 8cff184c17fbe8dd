"""What this room tells the rooms above. A receiver runs inside `tenant`, in the same transaction.

`emergency_opened`: `emergency` (the row), `reason` (text: seal it, this room does not keep it), `owners` (ids
of the users to tell).
`emergency_ended`: `emergency`, `early` (somebody ended it before its time).
`refused`: `actor`, `action`, `reason` (key of a text), `hidden`.
"""

from __future__ import annotations

from django.dispatch import Signal

emergency_opened = Signal()
emergency_ended = Signal()
refused = Signal()
