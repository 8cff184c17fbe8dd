"""What a judged release tells a person who must decide: what one may learn of somebody, what readers lose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fanal.presentation import Language, text
from fanal.presentation.languages import Value
from fanal.presentation.report import Block, Fact, Facts, Paragraph, Points, Report, Section, Table, Tone

if TYPE_CHECKING:
    from fanal.privacy.evaluation.attacks import Attack
    from fanal.privacy.evaluation.canary import CanaryAudit
    from fanal.privacy.evaluation.evaluation import Evaluation

_MOST_LINES = 40
"""More groups or tables than this are for a machine to read."""


def evaluation_report(result: Evaluation, language: Language) -> Report:
    """Explain a judged release; no value is named that the release does not show."""
    sections = [
        Section(text("privacy.evaluation-learned", language), tuple(_learned(result, language))),
        Section(text("privacy.evaluation-lost", language), tuple(_lost(result, language))),
    ]
    if result.audit is not None:
        sections.insert(1, _audit(result.audit, language))
    if result.subgroups:
        sections.append(_groups(result, language))
    if result.published or result.combinations:
        sections.append(_published(result, language))
    return Report(
        language=language,
        title=text("privacy.evaluation-title", language),
        lead=_lead(result, language),
        tone=_tone(result),
        sections=sections,
        notes=list(_notes(result, language)),
    )


def _tone(result: Evaluation) -> Tone:
    return "danger" if not result.holds else "good" if result.attacks else "warning"


def _lead(result: Evaluation, language: Language) -> str:
    if result.audit is not None and not result.audit.holds:
        said = text("privacy.evaluation-lead-audit", language)
    elif result.found:
        how = "chance" if result.settings.by_chance else "found"
        said = text(
            f"privacy.evaluation-lead-{how}", language, n=len(result.found), attacks=len(result.attacks)
        )
    elif result.bars_mislead:
        said = text(
            "privacy.evaluation-lead-bars",
            language,
            share=_percent(result.covered or 0.0, language),
            n=result.bars,
        )
    elif not result.holds:
        said = text("privacy.evaluation-lead-rare", language, n=result.rare_appear, k=result.settings.k)
    elif result.attacks:
        said = text("privacy.evaluation-lead-none", language, n=len(result.attacks))
    else:
        said = text("privacy.evaluation-lead-no-control", language)
    longest = max((length for length, one in result.utility.by_length.items() if one.combinations), default=1)
    errors = result.utility.by_length[longest]
    if errors.preserved is None or errors.relative is None:
        return said
    lost = text(
        "privacy.evaluation-lead-lost",
        language,
        length=longest,
        k=result.settings.k,
        kept=_percent(errors.preserved, language),
        off=_percent(errors.relative, language),
    )
    return f"{said} {lost}"


def _learned(result: Evaluation, language: Language) -> Iterator[Block]:
    utility, k = result.utility, result.settings.k
    longest = max((length for length, one in utility.fabricated.items() if one.released), default=1)
    alone = sum(one.alone_appear for one in utility.rare.values())
    right = 1 - utility.fabricated[longest].share
    tone: Tone = "info" if result.settings.by_chance else "danger" if result.rare_appear else "good"
    why = "chance" if result.settings.by_chance else "k"

    def fact(name: str, value: Value, sentence: str, tone: Tone = "info") -> Fact:
        return Fact(text(f"privacy.evaluation-{name}", language, k=k), value, sentence, tone)

    yield Facts(
        (
            fact(
                "rare",
                result.rare_appear,
                text(f"privacy.evaluation-rare-{why}", language, k=k, length=result.settings.up_to),
                tone,
            ),
            fact("alone", alone, text("privacy.evaluation-alone-why", language), tone if alone else "info"),
            fact(
                "right",
                _percent(right, language),
                text("privacy.evaluation-right-why", language, length=longest),
            ),
        )
    )
    if not result.attacks:
        yield Paragraph(text("privacy.evaluation-no-control", language))
        return
    yield Points([_sentence(one, language) for one in result.attacks])
    yield _attack_table(result, language)


def _sentence(one: Attack, language: Language) -> str:
    """Say what one attack means for one person."""
    verdict = text(f"privacy.evaluation-attack-{'found' if one.found else 'none'}", language)
    if one.area is not None:
        said = text(f"privacy.evaluation-said-{one.name}", language, share=_percent(one.area, language))
    else:
        said = text(
            f"privacy.evaluation-said-{one.name}",
            language,
            column=one.column,
            rate=_percent(one.rate or 0.0, language),
            control=_percent(one.control or 0.0, language),
        )
    return f"{said} {verdict}"


def _audit(audit: CanaryAudit, language: Language) -> Section:
    tone: Tone = "good" if audit.holds else "danger"

    def fact(name: str, value: Value, tone: Tone = "info") -> Fact:
        label = text(f"privacy.evaluation-audit-{name}", language)
        why = text(
            f"privacy.evaluation-audit-{name}-why",
            language,
            runs=audit.runs,
            share=_percent(audit.confidence, language),
        )
        return Fact(label, value, why, tone)

    facts = Facts(
        (
            fact("claim", round(audit.claim.epsilon, 3)),
            fact("proved", round(audit.epsilon, 3), tone),
            fact("detected", audit.detected),
            fact("alarms", audit.false_alarms),
        )
    )
    verdict = text(f"privacy.evaluation-audit-{'holds' if audit.holds else 'fails'}", language)
    how = text("privacy.evaluation-audit-how", language)
    return Section(text("privacy.evaluation-audit", language), (Paragraph(how), facts, Paragraph(verdict)))


def _attack_table(result: Evaluation, language: Language) -> Table:
    names = ("attack", "verdict", "inside", "outside", "area", "interval", "p", "tried")
    return Table(
        columns=[text(f"privacy.evaluation-{name}", language) for name in names],
        rows=[
            (
                _named(one, language),
                text(f"privacy.evaluation-{'above' if one.found else 'not-above'}", language),
                None if one.rate is None else round(100 * one.rate, 1),
                None if one.control is None else round(100 * one.control, 1),
                None if one.area is None else round(one.area, 3),
                None
                if one.low is None or one.high is None
                else text(
                    "privacy.evaluation-from-to", language, low=round(one.low, 3), high=round(one.high, 3)
                ),
                round(one.p, 4),
                one.people,
            )
            for one in result.attacks
        ],
        caption=text("privacy.evaluation-attacks", language),
        note=text("privacy.evaluation-holm", language),
    )


def _named(one: Attack, language: Language) -> str:
    name = text(f"privacy.evaluation-name-{one.name}", language)
    return (
        text("privacy.evaluation-of-column", language, name=name, column=one.column) if one.column else name
    )


def _lost(result: Evaluation, language: Language) -> Iterator[Block]:
    utility, k = result.utility, result.settings.k
    yield Paragraph(
        text(
            "privacy.evaluation-compared",
            language,
            people=result.people,
            rows=result.released,
            columns=", ".join(result.columns),
        )
    )
    names = ("length", "combinations", "preserved", "absolute", "relative", "fabricated", "variation")
    yield Table(
        columns=[text(f"privacy.evaluation-{name}", language) for name in names],
        rows=[
            (
                length,
                one.combinations,
                _hundredths(one.preserved),
                _rounded(one.absolute),
                _hundredths(one.relative),
                _hundredths(utility.fabricated[length].share),
                _rounded(utility.total_variation.get(length), 4),
            )
            for length, one in utility.by_length.items()
        ],
        caption=text("privacy.evaluation-by-length", language, k=k),
        note=text("privacy.evaluation-by-length-note", language),
    )
    sized = ("length", "size", "combinations", "preserved", "absolute", "relative")
    yield Table(
        columns=[text(f"privacy.evaluation-{name}", language) for name in sized],
        rows=[
            (
                one.length,
                _size(one.least, one.most, language),
                one.errors.combinations,
                _hundredths(one.errors.preserved),
                _rounded(one.errors.absolute),
                _hundredths(one.errors.relative),
            )
            for one in utility.by_size
            if one.errors.combinations
        ],
        caption=text("privacy.evaluation-by-size", language),
    )


def _groups(result: Evaluation, language: Language) -> Section:
    names = ("column", "value", "people", "records", "combinations", "preserved", "absolute", "relative")
    more = len(result.subgroups) - _MOST_LINES
    table = Table(
        columns=[text(f"privacy.evaluation-{name}", language) for name in names],
        rows=[
            (
                one.column,
                text("privacy.evaluation-hidden-values", language, n=one.values)
                if one.value is None
                else one.value,
                one.people,
                one.released,
                one.combinations,
                _hundredths(one.preserved),
                _rounded(one.absolute),
                _hundredths(one.relative),
            )
            for one in result.subgroups[:_MOST_LINES]
        ],
        note=text("privacy.evaluation-more", language, n=more) if more > 0 else "",
    )
    why = Paragraph(text("privacy.evaluation-groups-why", language, k=result.settings.k))
    return Section(text("privacy.evaluation-groups", language), (why, table))


def _published(result: Evaluation, language: Language) -> Section:
    blocks: list[Block] = []
    if result.combinations:
        blocks.append(_combinations(result, language))
    if result.published:
        blocks += [Paragraph(text("privacy.evaluation-published-why", language)), _tables(result, language)]
    return Section(text("privacy.evaluation-published", language), blocks)


def _combinations(result: Evaluation, language: Language) -> Table:
    names = ("length", "combinations", "preserved", "absolute", "relative", "fabricated", "covered")
    return Table(
        columns=[text(f"privacy.evaluation-{name}", language) for name in names],
        rows=[
            (
                one.length,
                one.errors.combinations,
                _hundredths(one.errors.preserved),
                _rounded(one.errors.absolute),
                _hundredths(one.errors.relative),
                _hundredths(one.fabricated.share),
                _hundredths(one.covered),
            )
            for one in result.combinations
        ],
        caption=text("privacy.evaluation-published-combinations", language, k=result.settings.k),
    )


def _tables(result: Evaluation, language: Language) -> Table:
    names = ("counted", "chart", "counts", "absent", "mean-error", "share-error", "largest", "covered")
    more = len(result.published) - _MOST_LINES
    return Table(
        columns=[text(f"privacy.evaluation-{name}", language) for name in names],
        rows=[
            (
                ", ".join(one.columns),
                ", ".join(one.charts) or None,
                one.counts,
                one.absent,
                _rounded(one.absolute),
                _hundredths(one.relative),
                one.largest,
                _hundredths(one.covered),
            )
            for one in result.published[:_MOST_LINES]
        ],
        note=text("privacy.evaluation-more", language, n=more) if more > 0 else "",
    )


def _notes(result: Evaluation, language: Language) -> Iterator[str]:
    yield text("privacy.evaluation-note-exact", language)
    if result.attacks:
        yield text("privacy.evaluation-note-control", language, n=result.controls)
        if result.settings.attacks_python is None:
            yield text("privacy.evaluation-note-no-anonymeter", language)
    yield text("privacy.evaluation-note-blank", language)
    if result.left_out:
        yield text("privacy.evaluation-note-left-out", language, columns=", ".join(result.left_out))
    if result.unlike:
        yield text("privacy.evaluation-note-unlike", language, columns=", ".join(result.unlike))


def _size(least: int, most: int | None, language: Language) -> str:
    if most is None:
        return text("privacy.risk-from", language, least=least)
    return text("privacy.risk-range", language, least=least, most=most)


def _percent(share: float, language: Language) -> str:
    return text("privacy.evaluation-percent", language, value=round(100 * share, 1))


def _hundredths(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)
