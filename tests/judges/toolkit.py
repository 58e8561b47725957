"""Reads and writes a file as a translator's tool would (translate-toolkit).

    python toolkit.py IN OUT [--translate SOURCE TEXT]

XLIFF 2 by its ending `.xlf`, else PO. With --translate, the unit with that source gets that text.
"""

import sys

from translate.storage.pypo import pofile
from translate.storage.xliff2 import Xliff2File


def main(source, target, *more):
    store = Xliff2File() if source.endswith(".xlf") else pofile()
    with open(source, "rb") as file:
        store.parse(file.read())
    if more:
        _, original, text = more
        unit = next(unit for unit in store.units if unit.source == original)
        unit.target = text
        unit.markfuzzy(False)
    with open(target, "wb") as file:
        file.write(bytes(store))
    print(len(store.units))


main(*sys.argv[1:])
