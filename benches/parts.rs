//! `make bench-parts`: each step of the flow on the shipped policy, by Criterion, which compares with
//! its last run.

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use promulgate::compile::{Request, Silent, check};
use promulgate::document::EditionId;
use promulgate::{Format, Project, Renderer};

/// A language with declension, no ASCII-only text and no font of its own.
const LOCALE: &str = "pl";

fn parts(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (project, _) = Project::load(root).expect("the shipped policy");
    let tag = LOCALE.parse().expect("a tag");
    let id = project.document_ids().next().expect("a document");
    let edition = EditionId::new(id, &tag);
    let (document, _) = project.resolve(&edition).expect("a document");
    let renderer = Renderer::new(&project);
    let mut group = criterion.benchmark_group("shipped policy");
    group.bench_function("open the source", |b| b.iter(|| Project::open(root)));
    group.bench_function("load every locale", |b| b.iter(|| Project::load(root)));
    group.bench_function("resolve", |b| b.iter(|| project.resolve(&edition)));
    for format in ["html", "text", "json"] {
        let format: Format = format.parse().expect("a format");
        group.bench_function(format.to_string(), |b| b.iter(|| renderer.render(&document, format)));
    }
    // The least of a build that looks at everything.
    let mut request = Request::default();
    request.selection.locales = vec![tag];
    request.selection.formats = vec!["json".parse().expect("a format")];
    group.bench_function("check a locale, JSON alone", |b| {
        b.iter(|| check(&project, &request, None, &Silent));
    });
    group.sample_size(20);
    let pdf = "pdf".parse().expect("a format");
    group.bench_function("pdf", |b| {
        b.iter(|| {
            // Nothing is remembered of an earlier one.
            typst::comemo::evict(0);
            renderer.render(&document, pdf)
        });
    });
    group.finish();
}

criterion_group!(benches, parts);
criterion_main!(benches);
