"""What this room tells the rooms above. Each carries `membership` and `by`, the id of whoever acts, or none.

`membership_created`, `roles_changed` (also `before`, the roles until then) and `membership_ended` are sent
inside `tenant`, in the same transaction. `organisation_created` and `organisation_closed` carry instead the
`organisation`.
"""

from __future__ import annotations

from django.dispatch import Signal

organisation_created = Signal()
organisation_closed = Signal()
membership_created = Signal()
roles_changed = Signal()
membership_ended = Signal()
