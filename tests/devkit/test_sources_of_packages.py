"""Debian sources: read as apt would, whatever form they are written in."""

from devkit.apt import configured_sources

ONE_LINE = """
# deb http://old.example/debian stable main
deb [arch=amd64 signed-by=/keys/a.gpg] http://mirror.example/debian bookworm main
deb-src http://mirror.example/debian bookworm main
"""
STANZAS = """Types: deb deb-src
URIs: http://one.example/debian http://two.example/debian
Suites: trixie
Signed-By: /keys/b.gpg

Types: deb
URIs: http://off.example/debian
Enabled: no
"""


def test_both_forms_are_read(tmp_path):
    parts = tmp_path / "sources.list.d"
    parts.mkdir()
    (tmp_path / "sources.list").write_text(ONE_LINE)
    (parts / "debian.sources").write_text(STANZAS)
    assert configured_sources(tmp_path) == [
        {"uri": "http://mirror.example/debian", "signed_by": "/keys/a.gpg"},
        {"uri": "http://one.example/debian", "signed_by": "/keys/b.gpg"},
        {"uri": "http://two.example/debian", "signed_by": "/keys/b.gpg"},
    ]


def test_no_source_at_all(tmp_path):
    (tmp_path / "sources.list.d").mkdir()
    assert configured_sources(tmp_path) == []
