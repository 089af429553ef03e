"""`make quality`: how good enrichment and company matching are on labelled data; writes `JOBS_HOME/quality.json`.

The labelled data is no part of the repository: it is looked for beside the checkout or in `QUALITY_LABELS_DIR`. What is
not there is not measured. How a set's labels are mapped to our answers stands in the detail of its figure.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from services.enricher.remote_work import extract_remote_type
from services.enricher.salary import extract_salary
from services.enricher.seniority import extract_seniority
from services.enricher.skills import extract_skills
from services.enricher.vocabulary import key_of, load_vocabulary
from services.extractor.company_matching import best_match, candidates_in
from services.extractor.company_names import registered_domain
from services.shared.settings import get_settings
from tests.benchmarks import labels
from tests.benchmarks.labels import count, share
from tests.benchmarks.report import Figure, publish

BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[3] / "shared/data/labels"


def skills_tech(annotations: Path) -> Iterator[Figure]:
    """Spans and ESCO labels of sentences about technical work."""
    spellings = load_vocabulary().spellings
    sentences: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in labels.csv_rows(annotations):
        sentences[row["sentence"]].append(row)
    inside, named, other_labels = list[bool](), list[bool](), 0
    for sentence, rows in sentences.items():
        text = labels.without_placeholders(sentence)
        mentions = extract_skills("", text)
        spans = [place for row in rows for place in labels.places_of(row["span"], sentence)]
        inside += [labels.touches(place, spans) for place in labels.places_found(mentions)]
        found = {mention.skill for mention in mentions}
        for label in {row["label"] for row in rows}:
            spelling = spellings.get(key_of(re.sub(r"\s*\(.*\)", "", label)))
            if spelling and spelling.skill:
                named.append(spelling.skill.name in found)
            else:
                other_labels += 1
    against = f"TechWolf tech annotations, {len(sentences)} sentences"
    yield share("skills_precision", inside, against, "mentions that touch an annotated span, whatever its label")
    yield share(
        "skills_recall", named, against,
        "ESCO labels per sentence that are a spelling of our vocabulary, and that skill was found; "
        f"{other_labels} labels (mostly phrases, or absent) not counted",
    )  # fmt: skip


def skills_skillspan(sentences: Path, technologies: Path) -> Iterator[Figure]:
    """Technical skills against the knowledge spans of technical postings; soft skills have no counterpart there."""
    names = {key_of(row["Example"]) for row in labels.csv_rows(technologies, delimiter="\t")}
    inside, anywhere, named, known = (list[bool]() for _ in range(4))
    for row in labels.json_rows(sentences):
        if row["source"] != "tech":
            continue
        text = labels.without_placeholders(" ".join(row["tokens"]))
        mentions = [mention for mention in extract_skills("", text) if mention.kind == "technical"]
        found = labels.places_found(mentions)
        knowledge = labels.spans_of(row["tokens"], row["tags_knowledge"])
        spans = knowledge + labels.spans_of(row["tokens"], row["tags_skill"])
        right = [labels.touches(place, spans) for place in found]
        anywhere += right
        inside += right if spans else []
        for start, end in knowledge:
            hit = labels.touches((start, end), found)
            known.append(hit)
            named += [hit] if key_of(text[start:end]) in names else []
    against = "SkillSpan dev, tech half"
    yield share(
        "skillspan_precision", inside, against,
        "technical mentions that touch a knowledge or skill span, in sentences that have one; in all sentences, with "
        f"job titles and words about the firm, which the set mostly leaves unmarked, {count(anywhere)}",
    )  # fmt: skip
    yield share(
        "skillspan_recall", named, against,
        f"knowledge spans that are the name of an O*NET technology, and were touched; of all spans {count(known)}",
    )  # fmt: skip


def seniority_linkedin(titles: Path) -> Iterator[Figure]:
    """The level that posters chose, which is noisy."""
    rows = labels.csv_rows(titles)
    levels = [(extract_seniority(row["title"]), row["experience_level"]) for row in rows]
    agrees = [wanted in labels.LINKEDIN_LEVELS[level] for level, wanted in levels if level]
    yield share(
        "seniority_linkedin", agrees, f"LinkedIn, {len(rows):,} titles",
        "where a level was found; junior = Entry or Associate, mid = Associate or Mid-Senior, senior to manager = "
        f"Mid-Senior, the others by name; two posters of one title agree in {labels.agreement(rows):.0%} of pairs",
    )  # fmt: skip


def seniority_classified(titles: Path) -> Iterator[Figure]:
    """Titles in five classes, of which we know four by name."""
    right: dict[str, list[bool]] = defaultdict(list)
    for row in labels.csv_rows(titles):
        expected = labels.CLASSES.get(extract_seniority(row["Position"]) or "", {"Other"})
        right[row["Classification"]].append(row["Classification"] in expected)
    classes = ", ".join(f"{name} {count(one)}" for name, one in sorted(right.items()))
    yield share(
        "seniority_classified", [one for some in right.values() for one in some], "rootstrap, titles in five classes",
        f"executive = C-Suite or VP, director, manager, any other level or none = Other; {classes}",
    )  # fmt: skip


def remote_indeed(postings: Path) -> Iterator[Figure]:
    """The flag of the board, which is itself a guess."""
    rows = labels.json_rows(postings)
    pairs = [
        (extract_remote_type(row["title"], row["description"], row["location"]), row["is_remote"].lower() == "true")
        for row in rows
    ]
    against = f"Indeed's flag, {len(rows)} postings"
    missed = Counter(str(found) for found, flagged in pairs if flagged and found != "remote")
    yield share(
        "remote_indeed_precision", [flagged for found, flagged in pairs if found == "remote"], against,
        "of those found remote; hybrid counts as not remote",
    )  # fmt: skip
    yield share(
        "remote_indeed_recall", [found == "remote" for found, flagged in pairs if flagged], against,
        f"of those flagged; the missed were found {', '.join(f'{name} {n}' for name, n in missed.most_common())}",
    )  # fmt: skip


def salary_hand(cases: Path) -> Iterator[Figure]:
    """Short texts of pay fields labelled by hand, some of which tell no pay."""
    right = []
    for case in json.loads(cases.read_text(encoding="utf-8")):
        low, high, unit = (case["rest"] if "rest" in case else [case["min"], case["max"], case["unit"]])[:3]
        found = extract_salary(case["text"])
        if low is None and high is None:
            right.append(found is None)
            continue
        ends = [float(end) if end is not None else None for end in (low, high)]
        period = unit.removeprefix("Period.").lower() if unit else None
        right.append(found is not None and labels.ends_of(found) == ends and period in (None, found.period))
    yield share("salary_hand", right, "labelled by hand", "both ends exact, and the period where labelled; or no pay")


def salary_glassdoor(estimates: Path) -> Iterator[Figure]:
    """Glassdoor's own way of writing pay."""
    right = []
    for row in labels.csv_rows(estimates):
        period, unit = ("hour", 1) if row["hourly"] == "1" else ("year", 1000)
        found = extract_salary(row["Salary Estimate"], "us")
        ends = [float(row["min_salary"]) * unit, float(row["max_salary"]) * unit]
        right.append(found is not None and labels.ends_of(found) == ends and found.period == period)
    yield share("salary_glassdoor", right, "Glassdoor estimates", "both ends and the period exact")


def salary_adzuna(salaries: Path) -> Iterator[Figure]:
    """British free text; the label is one yearly figure: the middle of both ends."""
    errors = []
    for row in labels.csv_rows(salaries):
        found = extract_salary(row["SalaryRaw"], "gb")
        ends = [end for end in labels.ends_of(found) if end is not None]
        year = sum(ends) / len(ends) * labels.ADZUNA_YEAR[found.period] if found else 0
        errors.append(abs(year / float(row["SalaryNormalized"]) - 1))
    yield share(
        "salary_adzuna", [error <= labels.TOLERANCE for error in errors], "Adzuna UK, normalised pay",
        f"middle of both ends, per year by Adzuna's hours, within {labels.TOLERANCE:.0%}; within 10 % "
        f"{count([error <= 0.1 for error in errors])}",
    )  # fmt: skip


def salary_jsearch(postings: Path) -> Iterator[Figure]:
    """Descriptions against the figures of the API."""
    fields = ("job_description", "job_min_salary", "job_max_salary", "job_salary_period", "job_country")
    rows = ([row[field] for field in fields] for row in labels.json_rows(postings))
    yield labels.pay_of_descriptions("salary_jsearch", "JSearch's figures", rows)


def salary_indeed(postings: Path) -> Iterator[Figure]:
    """Descriptions against the board's figures, of which the hourly ones are cut to whole dollars."""
    fields = ("description", "min_amount", "max_amount", "interval")
    postings_read = labels.json_rows(postings)
    rows = ([*(row[field] for field in fields), row["location"].rpartition(", ")[2]] for row in postings_read)
    yield labels.pay_of_descriptions("salary_indeed", "Indeed's figures", rows)


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


# Below the folder of the labels, beside which lie the vocabularies and the recorded answers.
MEASURES: list[tuple[Callable[..., Iterator[Figure]], list[str]]] = [
    (skills_tech, ["skills/tech_validation_annotations.csv"]),
    (skills_skillspan, ["skills/skillspan_dev.jsonl", "../vocabulary/onet__Technology_Skills.txt"]),
    (seniority_linkedin, ["seniority/linkedin_titles.csv"]),
    (seniority_classified, ["seniority/classified_titles.csv"]),
    (remote_indeed, ["remote/indeed.jsonl"]),
    (salary_hand, ["salary/hand_cases.json"]),
    (salary_glassdoor, ["salary/glassdoor.csv"]),
    (salary_adzuna, ["salary/adzuna_uk.csv"]),
    (salary_jsearch, ["salary/jsearch.jsonl"]),
    (salary_indeed, ["salary/indeed.jsonl"]),
    (company_matching, ["../payloads/glassdoor"]),
]


def main() -> None:
    """Measure what there is data for, one after the other."""
    folder = Path(os.environ.get("QUALITY_LABELS_DIR") or BESIDE_THE_CHECKOUT)
    path = get_settings().jobs_home / "quality.json"
    if not folder.is_dir():
        print(f"There is no labelled data in {folder} (QUALITY_LABELS_DIR): nothing is measured.", file=sys.stderr)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("[]\n")
        return
    figures: list[Figure] = []
    for measure, names in MEASURES:
        if missing := [name for name in names if not (folder / name).exists()]:
            print(f"{measure.__name__}: left out, there is no {', '.join(missing)}", file=sys.stderr)
            continue
        started = time.perf_counter()
        figures += measure(*(folder / name for name in names))
        print(f"{measure.__name__}: {time.perf_counter() - started:.1f} s", file=sys.stderr)
    publish(figures, path)


if __name__ == "__main__":
    main()
