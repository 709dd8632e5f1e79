"""The reference names everything that there is to name, and nothing that there is not."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ostiary import settings
from ostiary.analysis.table import CHECKS, CODES
from ostiary.model import errors

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT / "docs" / "reference"


def names(page: str) -> set[str]:
    """Return what stands between back-ticks in the first column of the page's tables."""
    rows = re.findall(r"^\|([^|]*)\|", (REFERENCE / page).read_text(), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def test_every_operation_of_the_models_is_documented_with_its_status() -> None:
    command = [sys.executable, ROOT / "tools" / "generate" / "operations.py", "--check"]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stderr == ""


def test_every_setting_is_documented_with_its_three_names() -> None:
    assert names("settings.md") == {setting.flag for setting in settings.SETTINGS}
    text = (REFERENCE / "settings.md").read_text()
    assert [setting.variable for setting in settings.SETTINGS if setting.variable not in text] == []


def test_every_error_is_documented() -> None:
    codes = {
        error.code
        for _, error in inspect.getmembers(errors, inspect.isclass)
        if issubclass(error, errors.OstiaryError) and error is not errors.OstiaryError
    }
    assert names("errors.md") == codes


def test_every_code_of_a_finding_is_documented_at_its_link_with_its_type() -> None:
    text = (REFERENCE / "findings.md").read_text()
    rows = re.findall(r'^\| <a id="([a-z_]+)"></a>`([A-Z_]+)` \| ([A-Z_]+) \|', text, re.MULTILINE)
    assert {code for _, code, _ in rows} == CODES
    assert len(rows) == len(CODES)
    assert [(anchor, code) for anchor, code, _ in rows if anchor != code.lower()] == []
    types = {code: kind for _, code, kind in rows}
    assert [check.code for check in CHECKS if types[check.code] != check.type.value] == []


def test_the_readme_names_every_how_to() -> None:
    named = set(re.findall(r"\]\(docs/how-to/([a-z-]+\.md)\)", (ROOT / "README.md").read_text()))
    assert named == {page.name for page in ROOT.glob("docs/how-to/*.md")}


def test_every_room_has_a_row() -> None:
    rows = re.findall(r"^\| (`.*?) \|", (ROOT / "docs" / "dev" / "rooms.md").read_text(), re.MULTILINE)
    rooms = {package.parent.name for package in (ROOT / "src" / "ostiary").glob("*/__init__.py")}
    assert {room for row in rows for room in re.findall(r"`(\w+)`", row)} == rooms | {"settings"}


@pytest.mark.parametrize(
    "page", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_every_link_leads_somewhere(page: Path) -> None:
    prose = re.sub(r"`[^`]*`", "", page.read_text())
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", prose)
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []
