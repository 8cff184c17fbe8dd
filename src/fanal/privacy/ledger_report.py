"""A ledger in words: what each population has, what was spent, and what that does not promise."""

from __future__ import annotations

from collections.abc import Sequence

from fanal.presentation import Language, text
from fanal.presentation.report import Fact, Facts, Points, Report, Section, Table
from fanal.privacy.ledger import Account
from fanal.privacy.significant import Significant

OPEN = ("file", "people", "others")
"""What a ledger does not notice."""


def ledger_report(accounts: Sequence[Account], subject: str, language: Language) -> Report:
    """Explain the accounts of a ledger.

    Parameters
    ----------
    accounts
        In the order to be shown.
    subject
        The name of the file.
    """
    spent = sum(account.epsilon_left == 0 for account in accounts)
    lead = "privacy.ledger-some-spent" if spent else "privacy.ledger-all-left"
    return Report(
        language=language,
        title=text("privacy.ledger-title", language),
        lead=text(lead, language, n=spent or len(accounts)),
        tone="warning" if spent else "good",
        subject=subject,
        sections=[
            *(_population(account, language) for account in accounts),
            Section(
                text("privacy.ledger-open", language),
                [Points([text(f"privacy.ledger-open-{name}", language) for name in OPEN])],
            ),
        ],
    )


def _population(account: Account, language: Language) -> Section:
    def fact(name: str, epsilon: float, rho: float) -> Fact:
        values = {"rho": Significant(rho), "delta": Significant(account.delta)}
        return Fact(
            text(f"privacy.ledger-{name}", language),
            Significant(epsilon).in_(language),
            text(f"privacy.ledger-{name}-why", language, **values),
            tone="warning" if name == "left" and epsilon == 0 else "info",
        )

    facts = Facts(
        [
            fact("total", account.epsilon, account.rho),
            fact("spent", account.epsilon_spent, account.rho_spent),
            fact("left", account.epsilon_left, account.rho_left),
        ]
    )
    columns = ("line", "when", "what", "rho")
    entries = Table(
        columns=[text(f"privacy.ledger-column-{name}", language) for name in columns],
        rows=[
            (str(entry.line), entry.when, entry.what, Significant(entry.rho).in_(language))
            for entry in account.entries
        ],
    )
    return Section(account.population, [facts, entries] if account.entries else [facts])
