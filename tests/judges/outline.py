"""Prints the bookmarks of PDFs as a JSON list of lists of titles."""

import json
import sys

import pymupdf

print(json.dumps([[title for _, title, _ in pymupdf.open(path).get_toc()] for path in sys.argv[1:]]))
