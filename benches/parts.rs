//! `make bench-parts`: each step of the flow on the shipped policy, by Criterion, which compares with
//! its last run.

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use promulgate::Project;
use promulgate::measuring::{Rendering, checked, resolved};

/// A language with declension, no ASCII-only text and no font of its own.
const LOCALE: &str = "pl";

fn parts(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (project, _) = Project::load(root).expect("the shipped policy");
    let tag = LOCALE.parse().expect("a tag");
    let document = resolved(&project, &tag).expect("a document");
    let rendering = Rendering::new(&project).expect("the shipped templates");
    let mut group = criterion.benchmark_group("shipped policy");
    group.bench_function("open the source", |b| b.iter(|| Project::open(root)));
    group.bench_function("load every locale", |b| b.iter(|| Project::load(root)));
    group.bench_function("check a locale", |b| b.iter(|| checked(&project, &tag)));
    group.bench_function("resolve", |b| b.iter(|| resolved(&project, &tag)));
    group.bench_function("html", |b| b.iter(|| rendering.html(&document)));
    group.bench_function("text", |b| b.iter(|| rendering.text(&document)));
    group.bench_function("json", |b| b.iter(|| rendering.json(&document)));
    group.sample_size(20);
    group.bench_function("pdf", |b| b.iter(|| rendering.pdf(&document)));
    group.finish();
}

criterion_group!(benches, parts);
criterion_main!(benches);
