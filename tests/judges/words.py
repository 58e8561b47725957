"""Holds the text of PDFs to their boxes: each word of a document is in its PDF, on the page, between the
margins at its sides and over no other word.

    words.py MARGIN FILE.pdf...

MARGIN is in points. The document is the JSON beside each PDF. Prints one line per fault, exits 1 if there
is any."""

import json
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ElementTree
from pathlib import Path

# Signs at the end of a line hang a little into the margin.
HANGING = 6.0


def plain(text):
    """The letters, marks and digits: a line's end adds hyphens, right-to-left text mirrors brackets."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if unicodedata.category(c)[0] in "LMN")


def said(value):
    """The texts of a document: what inline content, code and titles hold."""
    if isinstance(value, list):
        for one in value:
            yield from said(one)
    elif isinstance(value, dict):
        if value.get("type") in ("text", "code") and "text" in value and "html" not in value:
            yield value["text"]
        elif value.get("type") == "code" and "code" in value:
            yield value["code"]
        for key, one in value.items():
            if key in ("title", "content", "blocks", "sections", "items", "columns", "rows", "footnotes"):
                yield from said(one)


def pages(path):
    """Size and words of each page, in the order in which they were set."""
    run = subprocess.run(
        ["pdftotext", "-raw", "-bbox", str(path), "-"], check=True, capture_output=True
    )
    # Control characters are no XML.
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", run.stdout.decode("utf-8", "replace"))
    for page in ElementTree.fromstring(text).iter("{http://www.w3.org/1999/xhtml}page"):
        words = []
        for word in page.iter("{http://www.w3.org/1999/xhtml}word"):
            box = [float(word.get(side)) for side in ("xMin", "yMin", "xMax", "yMax")]
            if plain(word.text or ""):
                words.append((word.text, box))
        yield float(page.get("width")), float(page.get("height")), words


def overlaps(words):
    """Pairs of words whose letters are over each other; the boxes of lines touch."""
    cores = []
    for text, (left, top, right, bottom) in words:
        height = bottom - top
        # East Asian signs stand closer than they are wide.
        aside = min(0.4 * height, 0.3 * (right - left))
        cores.append((left + aside, top + 0.3 * height, right - aside, bottom - 0.3 * height, text))
    cores.sort(key=lambda core: core[1])
    for index, one in enumerate(cores):
        for other in cores[index + 1 :]:
            if other[1] >= one[3]:
                break
            if one[0] < other[2] and other[0] < one[2]:
                yield one[4], other[4]


def is_shown(word, bodies):
    """Whether a page has the word, or a page its begin and the next one its end."""
    if any(word in body for body in bodies):
        return True
    for first, second in zip(bodies, bodies[1:]):
        for at in range(1, len(word)):
            if word[:at] in first and word[at:] in second:
                return True
    return False


def faults(path, margin):
    document = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    bodies = []
    for number, (width, height, words) in enumerate(pages(path), 1):
        bodies.append("".join(plain(text) for text, _ in words))
        for text, (left, top, right, bottom) in words:
            if left < margin - HANGING or right > width - margin + HANGING:
                yield f"page {number}: beside the margin: {text}"
            if top < 0 or bottom > height:
                yield f"page {number}: above or below the page: {text}"
        for one, other in overlaps(words):
            yield f"page {number}: over each other: {one} and {other}"
    # With boxes the letters of right-to-left words are in their order on the page; without, a word that
    # is broken in its column is not in one piece.
    text = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True).stdout
    logical = text.decode("utf-8", "replace").split("\f")
    bodies = [body + "\n" + plain(page) for body, page in zip(bodies, logical)]
    for text in said(document):
        for word in text.split():
            word = plain(word)
            # East Asian sentences are one word.
            for at in range(0, len(word), 12):
                if not is_shown(word[at : at + 12], bodies):
                    yield f"not in the PDF: {word[at : at + 12]} of {word[:60]}"


found = False
for name in sys.argv[2:]:
    for fault in faults(Path(name), float(sys.argv[1])):
        print(f"{name}: {fault}")
        found = True
sys.exit(1 if found else 0)
