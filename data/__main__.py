"""``python -m data``: the store's door from the shell, for analysts and scripts.

    python -m data show AREA_CODE INDICATOR_ID [--period 2025] [--group-type ethnicity]

prints the matching observations as a JSON list with the contract's field names. An unknown
code, indicator or period is named with the nearest ones; the exit code is then 2.

    python -m data findings AREA_CODE

prints the five findings of a place with figures, tag, score and the rule they are chosen by.

    python -m data changed --since DATE_OR_VERSION [AREA_CODE ...]

says in sentences what changed in the published figures since then: newer periods, revised
figures, other verdicts. Without a place: the region in full and a line for each authority.

    python -m data own FILE [--sheet S] [--header-row N] [--column NAME=ROLE] [--mark MARK=MEANING]
                            [--answer KEY=VALUE] [--threshold 5] [--population children_0_15]

prints what is understood of a file of one's own: columns, rows placed, rows not placed with the
reasons, marks with counts, questions, and the figures as they may be shown. A file that is
refused is refused in one sentence; the exit code is then 2.
"""

from __future__ import annotations

import argparse
import json
import sys
from math import isnan

from data import store
from data.contract import OBSERVATION_COLUMNS
from data.own import command as own


def _or_null(item: object) -> object:
    """NaN is not JSON: what has no figure is null, and its status and note say why."""
    return None if isinstance(item, float) and isnan(item) else item


def _as_json(rows: list[dict[str, object]]) -> str:
    clean = [{name: _or_null(item) for name, item in row.items()} for row in rows]
    return json.dumps(clean, indent=1, ensure_ascii=False)


def _findings(area_code: str) -> int:
    # The command stands on the lowest floor and looks up to the rule's own.
    from analysis import place_findings

    try:
        found = place_findings.of_place(area_code)
    except store.StoreError as error:
        print(f"data: {error}", file=sys.stderr)
        return 2
    document = {
        "area_code": area_code,
        "area": store.area(area_code).name,
        "rule": " ".join((place_findings.__doc__ or "").split()),
        "findings": [each.document() for each in found],
    }
    print(json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False))
    return 0


def _changed(since: str, codes: list[str]) -> int:
    from analysis import changed, rules
    from components.wording import changed as words
    from data import editions

    shown = codes or [store.REGION, *store.areas("utla", store.REGION).index]
    try:
        then = editions.edition(since)
        names = {code: store.area(code) for code in shown}
    except (store.StoreError, editions.UnknownEdition) as error:
        print(f"data: {error}", file=sys.stderr)
        return 2
    unheld = [code for code in shown if code not in editions.areas()]
    if unheld:
        print(
            f"data: editions hold authorities and larger areas, not {', '.join(unheld)}",
            file=sys.stderr,
        )
        return 2
    before, after, catalogue = editions.figures(then), editions.now(), store.indicators()
    print(
        f"Figures published {then.date} (version {then.version}) against those of now (version "
        f"{store.data_version()}), both by today's rules."
    )
    for code, place in names.items():
        found = changed.changes(
            before,
            after,
            code,
            catalogue,
            nations=store.NATIONS,
            large_part=place.level in rules.words("large_part_levels"),
        )
        print("\n" + words.summary(place.name, then.date, found))
        if codes or code == store.REGION:
            for kind, heading in words.HEADINGS.items():
                told = [words.sentence(each) for each in found if each.kind == kind]
                if told:
                    print(f"\n{heading}:", *(f"- {text}" for text in told), sep="\n")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Command line. Returns the exit code: 0, or 2 for something the store does not have."""
    parser = argparse.ArgumentParser(prog="python -m data", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    show = verbs.add_parser("show", help="print observations as JSON")
    show.add_argument("area_code")
    show.add_argument("indicator_id")
    show.add_argument("--period", help="a year, a split year such as 2024/25, or an ISO period")
    show.add_argument("--group-type", help="all, ethnicity, imd_decile, ...; left out: every group")
    found_of = verbs.add_parser("findings", help="print the findings of a place as JSON")
    found_of.add_argument("area_code")
    changed_of = verbs.add_parser("changed", help="say what changed in the published figures")
    changed_of.add_argument("area_codes", nargs="*", metavar="AREA_CODE")
    changed_of.add_argument("--since", required=True, metavar="DATE_OR_VERSION")
    own.add_arguments(verbs.add_parser("own", help="say what is understood of a file of your own"))
    options = parser.parse_args(arguments)
    if options.verb == "own":
        return own.run(options)
    if options.verb == "findings":
        return _findings(options.area_code)
    if options.verb == "changed":
        return _changed(options.since, options.area_codes)
    try:
        found = store.observations(
            options.indicator_id,
            area_codes=options.area_code,
            period=options.period,
            group_type=options.group_type,
        )
    except store.StoreError as error:
        print(f"data: {error}", file=sys.stderr)
        return 2
    print(_as_json(found[list(OBSERVATION_COLUMNS)].to_dict("records")))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
