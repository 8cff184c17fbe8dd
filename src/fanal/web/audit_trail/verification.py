"""Whether a chain is whole: what is missing, edited or moved, and at which number.

The chain holds no secret. Somebody who may write to the database as its owner could chain all entries anew;
that is found against the heads that lie outside (`heads`), and by nothing in here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

from django.db import transaction

from fanal.presentation import Finding, Severity
from fanal.presentation.languages import Value
from fanal.web.audit_trail.chain import Chain, content
from fanal.web.audit_trail.encoding import START, Content
from fanal.web.audit_trail.models import Entry
from fanal.web.audit_trail.selectors import entries, last_entry
from fanal.web.organisations.tenancy import tenant

AT_A_TIME = 2000
MOST_MOVED = 200
"""Among so many entries that do not verify, those are looked for that were only moved."""


def verify(organisation: uuid.UUID) -> list[Finding]:
    """Verify the chain of an organisation, whether its keys are open or not.

    Returns
    -------
    list of Finding
        What is wrong, by number; nothing: the chain is whole.
    """
    return verify_chain(Chain(organisation))


def verify_host() -> list[Finding]:
    """Verify the chain of the host."""
    return verify_chain(Chain())


def opened(chain: Chain) -> AbstractContextManager[None]:
    """Open what a chain lies in: its organisation, or a transaction."""
    return transaction.atomic() if chain.organisation is None else tenant(chain.organisation)


def verify_chain(chain: Chain) -> list[Finding]:
    """Verify a chain from its first entry to its head."""
    with opened(chain):
        newest = last_entry(chain)
        # The head after the newest entry: what others append in the meantime comes after both.
        end = chain.heads._base_manager.filter(**chain.owner).values_list("sequence", "hash").first()
        last, head = (end[0], bytes(end[1])) if end else (0, START)
        walk = _Walk(chain)
        if newest is not None and newest.sequence > last:
            walk.tell("web.audit_trail.head-behind", number=last, newest=newest.sequence)
            last, head = newest.sequence, bytes(newest.hash)
        for entry in entries(chain).filter(sequence__lte=last).reverse().iterator(chunk_size=AT_A_TIME):
            walk.step(entry)
        walk.finish(last, head)
    return walk.findings


class _Walk:
    """Goes along a chain and notes what does not follow."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.sequence, self.hash = 0, START
        self.wrong: dict[int, tuple[Content, bytes]] = {}
        self.findings: list[Finding] = []

    def tell(self, code: str, **values: Value) -> None:
        self.findings.append(Finding(code=code, severity=Severity.BLOCKING, values=values))

    def step(self, entry: Entry) -> None:
        said, stored = content(self.chain, entry), bytes(entry.hash)
        follows = said.sequence == self.sequence + 1
        if not follows:
            self._missing(self.sequence + 1, said.sequence - 1)
        if said.hash != stored:
            self.wrong[said.sequence] = (said, stored)
        elif follows and said.previous != self.hash and self.sequence not in self.wrong:
            self.tell("web.audit_trail.does-not-follow", number=said.sequence)
        self.sequence, self.hash = said.sequence, stored

    def finish(self, last: int, head: bytes) -> None:
        if self.sequence < last:
            self._missing(self.sequence + 1, last)
        elif self.hash != head and last not in self.wrong:
            self.tell("web.audit_trail.head-differs", number=last)
        for number, (said, stored) in self.wrong.items():
            was = next(self._tried(said, stored), None)
            if was is None:
                self.tell("web.audit_trail.edited", number=number)
            else:
                self.tell("web.audit_trail.moved", number=number, was=was)
        self.findings.sort(key=lambda one: int(str(one.values.get("number", 0))))

    def _missing(self, first: int, last: int) -> None:
        self.tell("web.audit_trail.missing", number=first, last=last, n=last - first + 1)

    def _tried(self, said: Content, stored: bytes) -> Iterator[int]:
        """Try whether an entry verifies under the number of another one that does not."""
        others = list(self.wrong) if len(self.wrong) <= MOST_MOVED else []
        return (number for number in others if replace(said, sequence=number).hash == stored)
