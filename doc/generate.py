# SPDX-License-Identifier: MIT
"""Generates the documentation into a folder, which is made anew: so nothing old stays in it, and the
build system sees by the folder's time that this was done.

    generate.py GI_DOCGEN CONFIGURATION PAGES [--fatal-warnings] GIR FOLDER
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

gi_docgen, configuration, pages, *options, gir, folder = sys.argv[1:]

shutil.rmtree(folder, ignore_errors=True)
subprocess.run([gi_docgen, "generate", "--quiet", *options, "--no-namespace-dir",
                "--config", configuration, "--content-dir", pages, "--output-dir", folder, gir],
               check=True)

# What gi-docgen's templates leave out; test-links.py sees whether it has come in.
EMPTY_ROW = re.compile(r'<tr><td><em>\w+</em></td><td><a href="" class="external"></a></td></tr>\s*')
DESCRIPTION = re.compile(r'<div class="description">.*?</div>', re.DOTALL)
TOPIC = re.compile(r'<li><a href="([\w-]+\.html)">(.*?)</a></li>')
HEADING = re.compile(r'<h([23]) id="([^"]+)">(.*?)<a ', re.DOTALL)
CONTENTS = re.compile(r'<ul class="toc-list">.*</ul>(?=\s*</nav>)', re.DOTALL)
END_OF_SIDEBAR = '<div class="section generator">'


def improve_index(text):
    """An introduction. And there are rows for a website and a repository, also when they are not configured."""
    introduction = Path(pages, "introduction.html").read_text()
    text = DESCRIPTION.sub(lambda found: found[0] + introduction, text, count=1)
    return EMPTY_ROW.sub("", text)


def link(page, title):
    return f'<a href="{page}">{title}</a>'


def contents(text):
    """The sections of a page, with those in them."""
    lists = {"2": "{}", "3": '<ul class="toc-list">{}</ul>'}
    items = (lists[level].format(f'<li class="toc-list-item">{link("#" + target, title)}</li>')
             for level, target, title in HEADING.findall(text))
    return f'<ul class="toc-list">{"".join(items)}</ul>'


def improve_topic(text, topics):
    """The way to the other topics, and to all sections."""
    others = "".join(link(*topic) for topic in topics)
    text = CONTENTS.sub(lambda _: contents(text), text, count=1)
    return text.replace(END_OF_SIDEBAR,
                        f'<div class="section"><h5>Topics</h5><div class="links">{others}</div></div>{END_OF_SIDEBAR}')


index = Path(folder, "index.html")
topics = TOPIC.findall(index.read_text().partition('id="extra"')[2])
index.write_text(improve_index(index.read_text()))
for name, _ in topics:
    page = Path(folder, name)
    page.write_text(improve_topic(page.read_text(), topics))
