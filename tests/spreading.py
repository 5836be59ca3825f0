"""How tests are spread over several workers (`pytest -n`): file by file, slow ones first."""

import pytest
from xdist.scheduler import LoadFileScheduling


# One brought-up demo city serves the whole folder.
TOGETHER = ("tests/e2e/",)


class ByFile(LoadFileScheduling):
    """Whole files, and whole folders that share something dear, go to one worker."""

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        config.option.loadscopereorder = False  # by number of tests; the slow files have few
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), None) or (
            super()._split_scope(nodeid)
        )


def slowest_first(items: list[pytest.Item]) -> None:
    """Order tests so that no worker is left with a long file when the others have ended."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    slow = ("tests/e2e/", "tests/faults/", "tests/eforms/building/test_paper_forms_browser.py")
    if item.nodeid.startswith(slow):
        return 0
    return 1 if item.get_closest_marker("e2e") else 2
