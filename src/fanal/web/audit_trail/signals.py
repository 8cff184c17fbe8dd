"""What the audit trail tells the rooms above. A receiver runs inside `tenant`, in the same transaction.

`alert`: something that the organisation's auditors must look at: `organisation`, `event`. Whoever tells them
says only that something waits for them.
"""

from __future__ import annotations

from django.dispatch import Signal

alert = Signal()
