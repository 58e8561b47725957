//! The library's face: what a program does with a project, without the command line.

use std::fs;
use std::path::Path;

use promulgate::compile::{BuildError, Request, Silent, check};
use promulgate::diagnostic::{Code, Kind, MessageFormat, Printer};
use promulgate::document::EditionId;
use promulgate::publish::build;
use promulgate::{Format, Project, Renderer};
use tempfile::TempDir;

use crate::support::{ROOT, copy, write};

/// A copy of a small project with two documents in two languages.
fn two_documents() -> TempDir {
    let folder = TempDir::new().unwrap();
    copy(&Path::new(ROOT).join("tests/fixtures/valid/two-documents"), folder.path());
    folder
}

#[test]
fn what_is_rendered_alone_is_what_is_published() {
    let folder = two_documents();
    let (project, warnings) = Project::load(folder.path()).unwrap();
    assert!(warnings.is_empty());
    let request = Request::default();
    assert!(check(&project, &request, None, &Silent).unwrap().is_empty());
    let out = folder.path().join("dist");
    assert!(!out.exists(), "checking publishes nothing");
    let built = build(&project, &request, &out, None, &Silent).unwrap();
    assert!(!built.unchanged);
    let renderer = Renderer::new(&project);
    for edition in project.editions() {
        let (document, warnings) = project.resolve(&edition).unwrap();
        assert!(warnings.is_empty());
        assert_eq!((&document.id, &document.locale.tag), (&edition.document, &edition.locale));
        for (format, end) in [("text", ".txt"), ("json", ".json"), ("pdf", ".pdf")] {
            let (bytes, _) = renderer.render(&document, format.parse().unwrap()).unwrap();
            assert!(bytes == fs::read(out.join(edition.path(end))).unwrap(), "{edition}{end}");
        }
        // The page knows nothing of the others.
        let (page, _) = renderer.render(&document, "html".parse().unwrap()).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains(&document.title.text));
        assert!(!page.contains("hreflang"));
        assert!(fs::read_to_string(out.join(edition.path(".html"))).unwrap().contains("hreflang"));
    }
    assert_eq!(Format::all().count(), 4);
}

#[test]
fn an_error_in_a_text_is_an_error_of_each_step_from_there() {
    let folder = two_documents();
    let source = fs::read_to_string(folder.path().join("policy/terms.md")).unwrap();
    write(folder.path(), "policy/terms.md", &source.replace("publisher.name", "publisher.nmae"));
    let (project, _) = Project::load(folder.path()).unwrap();
    let edition = |document: &str, locale: &str| {
        EditionId::new(&document.parse().unwrap(), &locale.parse().unwrap())
    };
    assert!(project.resolve(&edition("cookies", "en")).is_ok());
    let errors = project.resolve(&edition("terms", "en")).unwrap_err();
    let line = errors.to_string();
    assert!(line.starts_with("policy/terms.md:10:4: error[P401]: "), "{line}");
    let error = check(&project, &Request::default(), None, &Silent).unwrap_err();
    assert_eq!(error.kind(), Some(Kind::Input));
    let mut printed = Vec::new();
    Printer::default().print(&error.diagnostics(), &mut printed).unwrap();
    let printed = String::from_utf8(printed).unwrap();
    assert!(printed.contains("{{ publisher.nmae }} lets you use the service."), "{printed}");
    let out = folder.path().join("dist");
    let error = build(&project, &Request::default(), &out, None, &Silent).unwrap_err();
    assert!(matches!(error, BuildError::Input(_)) && !out.exists());
    let json = Printer { format: MessageFormat::Json, ..Printer::default() };
    let mut printed = Vec::new();
    json.print(&error.diagnostics(), &mut printed).unwrap();
    assert!(String::from_utf8(printed).unwrap().contains("\"P401\""));
}

#[test]
fn what_a_project_does_not_have_is_no_fault_of_the_tool() {
    let folder = two_documents();
    let (project, _) = Project::load(folder.path()).unwrap();
    for (document, locale) in [("privacy", "en"), ("terms", "fr"), ("terms", "de-AT")] {
        let edition = EditionId::new(&document.parse().unwrap(), &locale.parse().unwrap());
        let errors = project.resolve(&edition).unwrap_err();
        assert_eq!(errors.kind(), Some(Kind::Input));
        assert_eq!(errors.iter().map(|one| one.code).collect::<Vec<_>>(), [Code::Nothing]);
        let mut request = Request::default();
        request.selection.documents = vec![edition.document];
        request.selection.locales = vec![edition.locale];
        let error = check(&project, &request, None, &Silent).unwrap_err();
        assert!(matches!(error, BuildError::Empty(_) | BuildError::Input(_)), "{error}");
    }
    let errors = Project::load(&folder.path().join("nowhere")).unwrap_err();
    assert_eq!(errors.kind(), Some(Kind::Input));
}

#[test]
fn a_broken_template_or_font_is_told_of_by_what_needs_it() {
    let folder = two_documents();
    write(folder.path(), "templates/text/document.txt", "{{ document.titel.text }}\n");
    write(folder.path(), "fonts/empty.ttf", "");
    let (project, _) = Project::load(folder.path()).unwrap();
    let renderer = Renderer::new(&project);
    let (document, _) = project.resolve(&project.editions().next().unwrap()).unwrap();
    let code = |format: &str| {
        let rendered = renderer.render(&document, format.parse().unwrap());
        rendered.err().and_then(|errors| errors.iter().next().map(|one| one.code))
    };
    assert_eq!(code("text"), Some(Code::Template));
    assert_eq!(code("pdf"), Some(Code::NoFont));
    assert_eq!(code("html"), None);
    assert_eq!(code("json"), None);
}
