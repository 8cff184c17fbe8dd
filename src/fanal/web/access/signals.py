"""What this room tells the rooms above.

Each is sent inside the transaction of what it tells of, and but for `refused` always inside `tenant`:

- `emergency_opened`: `emergency` (the row), `reason` (text: seal it, this room does not keep it), `owners`
  (ids of the users to tell).
- `emergency_ended`, before its time: `emergency`, `by` (the membership that ended it).
- `assignment_changed`: `subject`, `member`, `assigned` (or not any longer), `by` (the acting user's id).
- `level_changed`: `subject`, `before`, `by`.
- `refused`: `actor`, `action`, `reason` (key of a text), `hidden` (answered like what does not exist).
  Outside `tenant` where the address is not one of an organisation that the actor belongs to.
"""

from __future__ import annotations

from django.dispatch import Signal

emergency_opened = Signal()
emergency_ended = Signal()
assignment_changed = Signal()
level_changed = Signal()
refused = Signal()
