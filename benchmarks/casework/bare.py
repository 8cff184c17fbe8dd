"""The same rows by bare SQL, as the role of the site and under its rules: what the database alone takes."""

from __future__ import annotations

import random
import time
from typing import Any

import psycopg

_LIST = """
    select c.*, p.*, m.*, (select count(*) from casework_case where status = 'open')
    from casework_case c join casework_person p on p.id = c.person_id
    join organisations_membership m on m.id = c.owner_id
    where c.status = 'open' order by c.opened_on desc, c.number desc limit 25
"""
_SEARCH = """
    with hits as (
        select person, count(*) as agreed from keys_blindentry
        where kind = 'name' and token = any(%s) group by person order by agreed desc, person limit 20
    )
    select h.agreed, p.*, c.* from hits h join casework_person p on p.id = h.person
    join casework_context x on x.person_id = p.id join casework_case c on c.id = x.case_id
    where c.level = 'open' order by h.agreed desc
"""
_OPEN = (
    "select c.*, p.* from casework_case c join casework_person p on p.id = c.person_id where c.id = %s",
    "select * from casework_context where case_id = %s",
    "select d.* from casework_statusdecision d join casework_context x on x.id = d.context_id"
    " where x.case_id = %s",
    "select b.* from casework_basis b join casework_case c on c.person_id = b.person_id where c.id = %s",
    "select k.* from keys_personkey k join casework_case c on c.person_id = k.id where c.id = %s",
)
_SAVE = (
    "update casework_person set version = version + 1, changed_at = now(), reach = reach where id = %s",
    'insert into casework_savedview (id, organisation_id, user_id, name, query, "order")'
    " select gen_random_uuid(), organisation_id, user_id, 'bare', '', 0"
    " from organisations_membership limit 1",
)


class Bare:
    """One connection that asks for the rows of each page, each in a transaction of its own."""

    def __init__(self, database: dict[str, Any], organisation: str, looked_for: list[dict[str, Any]]) -> None:
        self.connection = psycopg.connect(**database)
        self.organisation, self.looked_for = organisation, looked_for
        self.chance = random.Random(0)
        self.taken: dict[str, list[float]] = {"list": [], "search": [], "open": [], "save": []}

    def act(self, what: str) -> None:
        """Ask once, and note how long it took from first to commit."""
        one = self.chance.choice(self.looked_for)
        start = time.perf_counter()
        with self.connection.transaction():
            self._run("select set_config('fanal.organisation', %s, true)", self.organisation)
            if what == "list":
                self._run(_LIST)
            elif what == "search":
                self._run(_SEARCH, [bytes.fromhex(token) for token in one["tokens"]])
            elif what == "open":
                for sql in _OPEN:
                    self._run(sql, one["case"])
            else:
                self._run(_SAVE[0], one["person"])
                self._run(_SAVE[1])
        self.taken[what].append(time.perf_counter() - start)

    def _run(self, sql: str, *values: Any) -> None:
        done = self.connection.execute(sql, values or None)  # type: ignore[arg-type]
        if done.description:
            done.fetchall()
