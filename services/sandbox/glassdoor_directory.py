"""The generated company directory (thin first version)."""

from __future__ import annotations

import hashlib
from typing import Any


class GeneratedCompanies:
    """Knows three of four names."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def search(self, name: str, limit: int) -> list[dict[str, Any]]:
        """One candidate or none."""
        digest = hashlib.sha256(f"{self._seed}|{name.lower()}".encode()).digest()
        if digest[0] % 4 == 0:
            return []
        slug = "".join(char for char in name.lower() if char.isalnum())
        return [
            {
                "company_id": int.from_bytes(digest[:3]),
                "name": name,
                "website": f"https://www.{slug}-sandbox.com",
                "rating": 4,
                "review_count": 12,
                "company_size": "51 to 200 Employees",
                "company_size_category": "SMALL_TO_MEDIUM",
                "industry": None,
                "company_description": "A company.",
            }
        ][:limit]
