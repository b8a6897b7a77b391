# SPDX-License-Identifier: MIT
"""Generates the documentation and follows every link in it that does not leave it.

    test-links.py GENERATE...    the command, without the folder
"""

import os
import subprocess
import sys
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "gir", "tests"))

import tap

GENERATE = sys.argv[1:]
TOPICS = sorted(path.stem for path in Path(__file__).parent.glob("*.md"))


class Page(HTMLParser):
    """What a page links to, and what in it can be linked to."""

    def __init__(self, path):
        super().__init__()
        self.links, self.targets = set(), {""}
        self.feed(path.read_text())

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                self.targets.add(value)
            elif name in ("href", "src") and ":" not in value:
                self.links.add(unquote(value))


class Links(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name, "interprocess-1")
        subprocess.run([*GENERATE, cls.folder], check=True, stdout=sys.stderr)
        cls.pages = {path.name: Page(path) for path in cls.folder.glob("*.html")}

    def test_topic_pages_are_there(self):
        for topic in TOPICS:
            self.assertIn(topic + ".html", self.pages)

    def test_first_page_and_each_topic_lead_to_all_topics(self):
        for page in ("index", *TOPICS):
            for topic in TOPICS:
                self.assertIn(topic + ".html", self.pages[page + ".html"].links, page)

    def test_first_page_begins_with_an_introduction(self):
        text = (self.folder / "index.html").read_text()
        self.assertLess(text.index("A queue carries messages"), text.index('id="dependencies"'))

    def test_contents_name_the_smallest_sections(self):
        self.assertIn("#closing", self.pages["languages.html"].links)

    def test_links_lead_somewhere(self):
        for name, page in self.pages.items():
            for link in page.links:
                file, target = urldefrag(link)
                with self.subTest(page=name, link=link):
                    self.assertTrue((self.folder / (file or name)).is_file())
                    if target:
                        self.assertIn(target, self.pages[file or name].targets)

    def test_no_link_was_left_as_it_was_written(self):
        for name in self.pages:
            text = (self.folder / name).read_text()
            for kind in ("class", "method", "property", "error", "enum", "iface", "struct", "vfunc"):
                self.assertNotIn(f"[{kind}@", text, name)

    def test_no_row_without_a_value(self):
        self.assertNotIn('href=""', (self.folder / "index.html").read_text())


if __name__ == "__main__":
    tap.main()
