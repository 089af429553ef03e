"""What a status and a step to it are called and look like."""

from __future__ import annotations

from typing import Final

from services.jobs import statuses

STATUS_ICONS: Final = {
    "waiting": "clock",
    "approved": "thumb-up",
    "preparing_to_apply": "pencil",
    "applied": "send",
    "interview": "messages",
    "offer": "trophy",
    "rejected": "thumb-down",
    "archived": "archive",
}
# What the button that leads to a status says.
STATUS_VERBS: Final = {
    "waiting": "Back to waiting",
    "approved": "Approve",
    "preparing_to_apply": "Prepare",
    "applied": "Applied",
    "interview": "Interview",
    "offer": "Offer",
    "rejected": "Reject",
    "archived": "Archive",
}


def step_words(status: str, to_status: str) -> str:
    """What the button says that leads from one status to another: a step back names itself one."""
    if not goes_back(status, to_status):
        return STATUS_VERBS[to_status]
    return "Back to preparing" if to_status == "preparing_to_apply" else f"Back to {statuses.NAMES[to_status].lower()}"


def goes_back(status: str, to_status: str) -> bool:
    """Whether the step leads to an earlier part of the workflow."""
    both_open = status in statuses.OPEN and to_status in statuses.OPEN
    return both_open and statuses.OPEN.index(to_status) < statuses.OPEN.index(status)
