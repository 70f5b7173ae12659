"""What README and tutorial show is run: Python and commands as they stand."""

from __future__ import annotations

import pytest

from tests.docs.snippets import pages, run_page

FIRST = [page for page in pages() if page == "README.md" or page.startswith("docs/tutorial/")]


@pytest.mark.slow
@pytest.mark.parametrize("page", FIRST)
def test_what_a_page_shows_works(page, workplace):
    run_page(page, workplace)
