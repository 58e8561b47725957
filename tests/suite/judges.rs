//! Outside tools judge every artifact of the shipped policy.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::outside::{Outside, in_browser, in_python, judge, nu_checker, pdf_info};
use crate::support::{ROOT, SHIPPED, run, succeed, text};

fn pages() -> Vec<std::path::PathBuf> {
    let mut pages = SHIPPED.files(".html");
    pages.retain(|page| !page.to_str().unwrap().ends_with(".fragment.html"));
    assert_eq!(pages.len(), SHIPPED.locales().len() + 1);
    pages
}

#[test]
fn nu_finds_no_error_in_any_page() {
    if !Outside::Nu.is_here() {
        return;
    }
    let report = run(nu_checker().args(["--stdout", "--format", "json"]).args(pages()));
    let report: Value = serde_json::from_slice(&report.stdout).expect("vnu answers in JSON");
    assert_eq!(report["messages"], serde_json::json!([]));
}

#[test]
fn nu_finds_no_error_in_a_host_page_with_a_fragment() {
    if !Outside::Nu.is_here() {
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    let mut hosts = Vec::new();
    for locale in SHIPPED.locales() {
        let fragment = SHIPPED.read(&format!("{locale}/cookie-policy.fragment.html"));
        let page = format!(
            "<!doctype html><html lang=\"{locale}\"><title>Host</title><main>{fragment}</main></html>"
        );
        let path = folder.path().join(format!("{locale}.html"));
        std::fs::write(&path, page).unwrap();
        hosts.push(path);
    }
    let report = run(nu_checker().args(["--stdout", "--format", "json"]).args(hosts));
    let report: Value = serde_json::from_slice(&report.stdout).expect("vnu answers in JSON");
    assert_eq!(report["messages"], serde_json::json!([]));
}

#[test]
fn axe_finds_no_violation_in_either_theme_at_either_width() {
    if !Outside::Browser.is_here() {
        return;
    }
    let report = succeed(in_browser("axe.mjs").args(pages()));
    let views: Vec<Value> = serde_json::from_str(&report).unwrap();
    assert_eq!(views.len(), 4 * pages().len());
    for view in views {
        assert_eq!(view["violations"], serde_json::json!([]), "{view:#}");
    }
}

#[test]
fn every_pdf_conforms_to_both_standards() {
    if !Outside::Python.is_here() {
        return;
    }
    let pdfs = SHIPPED.files(".pdf");
    let report = succeed(in_python("pdf.py").args(&pdfs));
    assert_eq!(report.trim(), format!("{} files, 2 profiles", pdfs.len()));
}

#[test]
fn every_pdf_reads_well_aloud() {
    if !Outside::Python.is_here() {
        return;
    }
    let pdfs = SHIPPED.files(".pdf");
    // It does not succeed where it has something to say, even if that is expected.
    let report = run(Command::new(judge(".venv/bin/outloud")).args(["--json", "-"]).args(&pdfs));
    let report: Value = serde_json::from_slice(&report.stdout).expect("outloud answers in JSON");
    let results = report["results"].as_array().unwrap();
    assert_eq!(results.len(), pdfs.len());
    for (result, pdf) in results.iter().zip(&pdfs) {
        assert_eq!(result["path"], pdf.to_str().unwrap());
        assert_eq!(result["error"], Value::Null, "{result:#}");
        // Letters that have several shapes and mirrored tables are what Arabic is like.
        let arabic = pdf.to_str().unwrap().contains("/ar/");
        let expected: &[&str] = if arabic { &["TXT-004", "TBL-014"] } else { &[] };
        let mut repeated = 0;
        for finding in result["findings"].as_array().unwrap() {
            let rule = finding["rule"].as_str().unwrap();
            // In Vietnamese a repeated heading has as many words as a line of prose.
            if rule == "TAG-002" && finding["count"] == 1 {
                let is_repeated = is_repeated_heading(&finding["evidence"], pdf);
                assert!(is_repeated.unwrap_or(true), "{finding:#}");
                repeated += 1;
            } else {
                let info = finding["severity"] == "info";
                assert!(info || expected.contains(&rule), "{finding:#}");
            }
        }
        assert_eq!(result["counts"]["error"], repeated, "{result:#}");
    }
}

/// Whether `line` is the heading of a table that stands on a further page again, which is an artifact
/// (PDF/UA-1, 7.1), while each table's own is in the structure that is read.
fn is_repeated_heading(line: &Value, pdf: &Path) -> Option<bool> {
    let line = line.as_str().unwrap();
    let tables = column_headings(pdf).iter().filter(|heading| *heading == line).count();
    let structure = pdf_info(pdf, "-struct-text")?;
    let read: Vec<_> = structure
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix('"'))
        .flat_map(str::split_whitespace)
        .collect();
    Some(tables > 0 && read.join(" ").matches(line).count() == tables)
}

/// The titles of the columns of each table, as one text, from the JSON beside `pdf`.
fn column_headings(pdf: &Path) -> Vec<String> {
    fn collect(value: &Value, headings: &mut Vec<String>) {
        if let Some(columns) = value["columns"].as_array() {
            let titles = columns.iter().map(|column| column["title"]["text"].as_str().unwrap());
            headings.push(titles.collect::<Vec<_>>().join(" "));
        }
        match value {
            Value::Array(values) => values.iter().for_each(|value| collect(value, headings)),
            Value::Object(fields) => fields.values().for_each(|value| collect(value, headings)),
            _ => {}
        }
    }
    let json = std::fs::read_to_string(pdf.with_extension("json")).unwrap();
    let mut headings = Vec::new();
    collect(&serde_json::from_str(&json).unwrap(), &mut headings);
    headings
}

#[test]
fn every_json_follows_the_schema() {
    let schema: Value = serde_json::from_str(
        &std::fs::read_to_string(format!("{ROOT}/schema/document.schema.json")).unwrap(),
    )
    .unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for locale in SHIPPED.locales() {
        let document = SHIPPED.document(&locale);
        assert_eq!(document["$schema"], schema["$id"]);
        let errors: Vec<String> =
            validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{locale}: {errors:?}");
        let mut broken = document;
        broken["sections"][0]["level"] = Value::from("one");
        assert!(!validator.is_valid(&broken), "the schema accepts anything");
    }
}

#[test]
fn msgfmt_accepts_every_catalogue() {
    if !Outside::Gettext.is_here() {
        return;
    }
    let mut catalogues = Vec::new();
    for folder in ["locales", "src/resolve/interface", "src/cli/init"] {
        collect(&Path::new(ROOT).join(folder), &mut catalogues);
    }
    assert!(catalogues.len() > 30, "{catalogues:?}");
    for catalogue in catalogues {
        let output =
            run(Command::new("msgfmt").args(["--check", "-o", "/dev/null"]).arg(&catalogue));
        assert!(output.status.success(), "{catalogue:?}: {}", text(&output.stderr));
    }
}

fn collect(folder: &Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|end| end == "po") {
            into.push(path);
        }
    }
}
