#!/usr/bin/env python3
"""Checks both vocabulary files: refuses a skill or spelling that is there twice, and what nothing needs.

.venv/bin/python scripts/check_skills_vocabulary.py
"""

from __future__ import annotations

import sys

from services.enricher.vocabulary import load_vocabulary, orphans
from services.shared.errors import ConfigurationError


def main() -> int:
    """Check both files and say how many skills there are; 1 when something is wrong."""
    try:
        vocabulary = load_vocabulary()
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    for orphan in (left := orphans(vocabulary)):
        print(f"Nothing needs the {orphan}.", file=sys.stderr)
    print(f"{len(vocabulary.skills):,} skills, {len(vocabulary.spellings):,} spellings")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
