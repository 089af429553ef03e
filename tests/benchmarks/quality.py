"""`make quality`: how good enrichment and company matching are on labelled data; writes `JOBS_HOME/quality.json`.

Our own cases lie in the repository and are always measured. Other labelled data is no part of it: it is looked for
beside the checkout or in `QUALITY_LABELS_DIR`, and what is not there is not measured. Beside each figure stands what
the first rules reached, in the detail its 95 % interval and how a set's labels are mapped to our answers.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from services.extractor.company_matching import best_match, candidates_in
from services.extractor.company_names import registered_domain
from services.shared.settings import get_settings
from tests.benchmarks import quality_readings, quality_salary
from tests.benchmarks.labels import share
from tests.benchmarks.report import Figure, publish

BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[3] / "shared/data/labels"


def company_matching(answers: Path) -> Iterator[Figure]:
    """Each company of an answer sought as an employer: once it is among the candidates, once it was taken away."""
    found, none, taken = list[bool](), list[bool](), list[str]()
    for path in sorted(answers.glob("company_search_*.json")):
        candidates = candidates_in(json.loads(path.read_text(encoding="utf-8"))["data"])
        for company in candidates:
            others = [other for other in candidates if other is not company]
            for domain in dict.fromkeys((registered_domain(company.website), None)):
                found.append(best_match(company.name, domain, candidates).candidate == company)
                wrong = best_match(company.name, domain, others).candidate
                none.append(wrong is None)
                taken += [f"{wrong.name} for {company.name}"] if wrong else []
    against = "recorded Glassdoor answers"
    yield share("company_found", found, against, "each company by name, with and without its website, is found")
    yield share(
        "company_none", none, against,
        f"the same with the company itself taken away, and none is chosen; chosen: {', '.join(taken) or 'none'}",
    )  # fmt: skip


# Below the folder of the labels, beside which lie vocabularies and recorded answers; without names, our own cases.
Measure = tuple[Callable[..., Iterator[Figure]], list[str]]


def measures() -> list[Measure]:
    """What each part can measure; the part about skills is left out where it is not installed."""
    skills: list[Measure] = []
    if importlib.util.find_spec("tests.benchmarks.quality_skills"):
        skills = importlib.import_module("tests.benchmarks.quality_skills").MEASURES
    companies: list[Measure] = [(company_matching, ["../payloads/glassdoor"])]
    return [*skills, *quality_readings.MEASURES, *quality_salary.MEASURES, *companies]


def main() -> None:
    """Measure what there is data for, one after the other."""
    folder = Path(os.environ.get("QUALITY_LABELS_DIR") or BESIDE_THE_CHECKOUT)
    figures: list[Figure] = []
    for measure, names in measures():
        if missing := [name for name in names if not (folder / name).exists()]:
            print(f"{measure.__name__}: left out, there is no {', '.join(missing)} in {folder}", file=sys.stderr)
            continue
        started = time.perf_counter()
        figures += measure(*(folder / name for name in names))
        print(f"{measure.__name__}: {time.perf_counter() - started:.1f} s", file=sys.stderr)
    publish(figures, get_settings().jobs_home / "quality.json")


if __name__ == "__main__":
    main()
