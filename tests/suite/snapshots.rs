//! Every renderer on a small document with every construct, in tests/fixtures/valid.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::outside::{Outside, in_python, nu_checker, pdf_info};
use crate::support::{ROOT, promulgate, succeed, tree};

fn build(fixture: &str) -> TempDir {
    let out = TempDir::new().unwrap();
    succeed(
        promulgate()
            .args(["--project", &format!("{ROOT}/tests/fixtures/valid/{fixture}")])
            .args([
                "build",
                "--ignore-system-fonts",
                "--font-path",
                &format!("{ROOT}/fonts"),
                "--out",
            ])
            .arg(out.path().join("dist")),
    );
    out
}

fn read(out: &TempDir, path: &str) -> String {
    fs::read_to_string(out.path().join("dist").join(path)).unwrap()
}

#[test]
fn every_construct_in_every_format() {
    let out = build("everything");
    for path in tree(&out.path().join("dist")).into_keys() {
        let name = path.replace('/', "-");
        let ending = Path::new(&path).extension().unwrap().to_str().unwrap();
        match ending {
            "txt" => insta::assert_snapshot!(name, read(&out, &path)),
            "html" if path.contains("fragment") => insta::assert_snapshot!(name, read(&out, &path)),
            "json" if path.starts_with("en/") => insta::assert_snapshot!(name, read(&out, &path)),
            "pdf" => {
                let pdf = out.path().join("dist").join(&path);
                // With the structure, a change of tags shows as well as one of words.
                if let Some(words) = pdf_info(&pdf, "-struct-text") {
                    insta::assert_snapshot!(name, words);
                }
            }
            _ => {}
        }
    }
    let pdfs: Vec<_> = ["en", "de", "ar"]
        .map(|tag| out.path().join(format!("dist/{tag}")))
        .into_iter()
        .flat_map(|folder| tree(&folder).into_keys().map(move |name| folder.join(name)))
        .filter(|path| path.extension().is_some_and(|end| end == "pdf"))
        .collect();
    assert_eq!(pdfs.len(), 3);
    if Outside::Python.is_here() {
        succeed(in_python("pdf.py").args(&pdfs));
    }
    if Outside::Nu.is_here() {
        let pages = tree(&out.path().join("dist")).into_keys();
        let pages = pages.filter(|path| path.ends_with(".html") && !path.contains("fragment"));
        succeed(nu_checker().args(pages.map(|path| out.path().join("dist").join(path))));
    }
}

#[test]
fn a_project_may_have_several_documents() {
    let out = build("two-documents");
    let index = read(&out, "index.html");
    let files: Vec<String> = tree(&out.path().join("dist")).into_keys().collect();
    let documents: Vec<&String> = files.iter().filter(|path| path.ends_with(".pdf")).collect();
    assert_eq!(documents.len(), 4, "{files:?}");
    for document in documents {
        assert!(index.contains(document.as_str()), "{document}");
    }
}
