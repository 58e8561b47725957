"""Holds PDFs to PDF/UA-1 and PDF/A-3a: prints one line per failure, exits 1 if there is any."""

import sys

import page

PROFILES = [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A]

failed = False
for path in sys.argv[1:]:
    for profile in PROFILES:
        report = page.validate_pdf(path, profile=profile)
        for failure in report.failures:
            print(f"{path}: {profile}: {failure.rule_id}: {failure.message}")
        if not report.is_compliant:
            failed = True
print(f"{len(sys.argv) - 1} files, {len(PROFILES)} profiles")
sys.exit(1 if failed else 0)
