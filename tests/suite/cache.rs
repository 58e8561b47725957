//! The cache: whatever happens to it, what is published is what a build without one publishes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{BARE_TEXT, new_project, promulgate, run, succeed, text, tree, write};

/// A new project with a cache of its own.
struct Cached {
    project: TempDir,
    cache: TempDir,
}

type Files = BTreeMap<String, Vec<u8>>;

impl Cached {
    fn new() -> Self {
        Cached { project: new_project(), cache: TempDir::new().unwrap() }
    }

    fn build(&self) -> Command {
        let mut command = promulgate();
        command.args(["build", "--ignore-system-fonts", "--project"]).arg(self.project.path());
        command.arg("--cache-dir").arg(self.cache.path());
        command
    }

    fn dist(&self) -> Files {
        tree(&self.project.path().join("dist"))
    }

    /// What a build without a cache publishes.
    fn expected(&self) -> Files {
        let out = TempDir::new().unwrap();
        let folder = out.path().join("dist");
        succeed(
            promulgate()
                .args(["build", "--ignore-system-fonts", "--no-cache", "--project"])
                .arg(self.project.path())
                .arg("--out")
                .arg(&folder),
        );
        tree(&folder)
    }

    fn entries(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.cache.path().join("entries-1")).into_iter().flatten();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let full = self.project.path().join(path);
        let before = fs::read_to_string(&full).unwrap();
        assert!(before.contains(from), "{path} has no {from}");
        fs::write(full, before.replace(from, to)).unwrap();
    }
}

fn changed(before: &Files, after: &Files) -> Vec<String> {
    after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(bytes))
        .map(|f| f.0.clone())
        .collect()
}

/// Whether a cache entry holds a rendered file: its payload begins with a record of fonts.
fn is_artifact(entry: &Path) -> bool {
    let bytes = fs::read(entry).unwrap();
    bytes.get(80..).is_some_and(|payload| payload.starts_with(br#"{"fonts":"#))
}

fn is_unchanged(command: &mut Command) -> bool {
    succeed(command).trim_end().ends_with("unchanged")
}

#[test]
fn nothing_changed_touches_nothing_and_says_the_same() {
    let cached = Cached::new();
    // A warning has to be said each time.
    cached.edit("policy/policy.toml", "website = \"", "website = \"\" # \"");
    let first = run(&mut cached.build());
    assert!(text(&first.stderr).contains("warning[P404]"), "{}", text(&first.stderr));
    let manifest = cached.project.path().join("dist/manifest.json");
    let before = fs::metadata(&manifest).unwrap().modified().unwrap();
    let second = run(&mut cached.build());
    assert_eq!(text(&second.stderr), text(&first.stderr));
    assert!(text(&second.stdout).contains("unchanged"));
    assert_eq!(fs::metadata(&manifest).unwrap().modified().unwrap(), before);
    let strict = run(cached.build().arg("--strict"));
    assert_eq!(strict.status.code(), Some(1), "warnings from the cache count with --strict");
}

#[test]
fn only_what_a_change_reaches_is_rendered_again() {
    let cached = Cached::new();
    succeed(&mut cached.build());
    let first = cached.dist();
    cached.edit("locales/de/privacy-policy.po", "msgstr \"Wer wir sind\"", "msgstr \"Wir\"");
    let entries = cached.entries().len();
    assert!(!is_unchanged(&mut cached.build()));
    let second = cached.dist();
    assert_eq!(second, cached.expected());
    let expected: Vec<String> = ["fragment.html", "html", "json", "pdf", "txt"]
        .iter()
        .map(|end| format!("de/privacy-policy.{end}"))
        .chain(["manifest.json".to_owned()])
        .collect();
    assert_eq!(changed(&first, &second), expected);
    // Five artifacts, the checks of the locale, the resolved edition, the document itself, its fonts.
    assert_eq!(cached.entries().len(), entries + 9);
    // A comment in a catalogue changes no document.
    cached.edit("locales/de/privacy-policy.po", "msgstr \"Wir\"", "msgstr \"Wir\"\n\n# note\n");
    assert!(is_unchanged(&mut cached.build()));
    assert_eq!(cached.dist(), second);
    assert_eq!(cached.entries().len(), entries + 11, "no artifact is rendered again");
    // Back to a state that was built before: all is there.
    cached.edit(
        "locales/de/privacy-policy.po",
        "msgstr \"Wir\"\n\n# note\n",
        "msgstr \"Wer wir sind\"",
    );
    succeed(&mut cached.build());
    assert_eq!(cached.dist(), first);
    assert_eq!(cached.entries().len(), entries + 11);
}

#[test]
fn templates_options_and_the_folder_itself_count() {
    let cached = Cached::new();
    succeed(&mut cached.build());
    assert!(is_unchanged(&mut cached.build()));
    // Another selection.
    assert!(!is_unchanged(cached.build().args(["--locale", "de"])));
    assert!(!is_unchanged(&mut cached.build()));
    // A template.
    write(cached.project.path(), "templates/text/document.txt", BARE_TEXT);
    assert!(!is_unchanged(&mut cached.build()));
    assert_eq!(cached.dist(), cached.expected());
    assert!(is_unchanged(&mut cached.build()));
    // A published file that somebody changed, one that is gone, one that is not ours.
    let dist = cached.project.path().join("dist");
    let touch: [&dyn Fn(); 3] = [
        &|| fs::write(dist.join("de/privacy-policy.txt"), "forged").unwrap(),
        &|| fs::remove_file(dist.join("de/privacy-policy.pdf")).unwrap(),
        &|| fs::write(dist.join("de/more.txt"), "more").unwrap(),
    ];
    for damage in touch {
        damage();
        assert!(!is_unchanged(&mut cached.build()));
        assert_eq!(cached.dist(), cached.expected());
    }
}

#[test]
fn what_did_not_change_is_neither_written_nor_read() {
    let cached = Cached::new();
    let dist = cached.project.path().join("dist");
    let times = || -> BTreeMap<String, SystemTime> {
        let changed = |path: &String| fs::metadata(dist.join(path)).unwrap().modified().unwrap();
        cached.dist().keys().map(|path| (path.clone(), changed(path))).collect()
    };
    succeed(&mut cached.build());
    let first = times();
    // Without the artifacts in the cache, what is not rendered can only come from the folder.
    for entry in cached.entries().into_iter().filter(|entry| is_artifact(entry)) {
        fs::remove_file(entry).unwrap();
    }
    cached.edit("locales/de/privacy-policy.po", "msgstr \"Wer wir sind\"", "msgstr \"Wir\"");
    succeed(&mut cached.build());
    assert_eq!(cached.dist(), cached.expected());
    let is_new = |path: &str| path.starts_with("de/") || path == "manifest.json";
    for (path, time) in times() {
        assert_eq!(first[&path] != time, is_new(&path), "{path}");
    }
    // A file of the same size that somebody else wrote is not taken for ours.
    let (forged, kept) = (dist.join("en/privacy-policy.html"), dist.join("en/privacy-policy.txt"));
    let outside = cached.project.path().join("outside.txt");
    fs::hard_link(&kept, &outside).unwrap();
    let size = fs::read(&forged).unwrap().len();
    fs::write(&forged, "x".repeat(size)).unwrap();
    cached.edit("locales/de/privacy-policy.po", "msgstr \"Wir\"", "msgstr \"Wer wir sind\"");
    succeed(&mut cached.build());
    assert_eq!(cached.dist(), cached.expected());
    // Whoever has a name for a published file keeps what it held.
    let before = fs::read(&outside).unwrap();
    write(cached.project.path(), "templates/text/document.txt", BARE_TEXT);
    succeed(&mut cached.build());
    assert_eq!(fs::read(&outside).unwrap(), before);
    assert_ne!(fs::read(&kept).unwrap(), before);
}

/// Catalogues of many documents are not kept in memory; what comes out is the same.
#[test]
fn many_documents_come_out_as_one_does() {
    const MANY: usize = 40;
    let cached = Cached::new();
    succeed(cached.build().args(["--format", "text"]));
    let one = cached.dist();
    let settings = fs::read_to_string(cached.project.path().join("policy/policy.toml")).unwrap();
    let entry = "[[documents]]\nid = \"privacy-policy\"\n";
    let entries: String =
        (0..MANY).map(|n| format!("[[documents]]\nid = \"policy-{n}\"\n\n")).collect();
    write(cached.project.path(), "policy/policy.toml", &settings.replace(entry, &entries));
    for path in ["policy/privacy-policy.md", "locales/de/privacy-policy.po"] {
        let full = cached.project.path().join(path);
        for n in 0..MANY {
            let copy = path.replace("privacy-policy", &format!("policy-{n}"));
            fs::copy(&full, cached.project.path().join(copy)).unwrap();
        }
        fs::remove_file(full).unwrap();
    }
    let is_as_alone = |edited: &str| {
        for (path, bytes) in cached.dist().iter().filter(|(path, _)| path.ends_with(".txt")) {
            let (tag, name) = path.split_once('/').unwrap();
            let alone = &one[&format!("{tag}/privacy-policy.txt")];
            assert_eq!(bytes == alone, path != edited, "{tag} {name}");
        }
    };
    succeed(cached.build().args(["--format", "text"]));
    assert_eq!(cached.dist().len(), MANY * 2 + 1);
    is_as_alone("");
    let before = cached.dist();
    cached.edit("locales/de/policy-7.po", "msgstr \"Wer wir sind\"", "msgstr \"Wir\"");
    succeed(cached.build().args(["--format", "text"]));
    is_as_alone("de/policy-7.txt");
    assert_eq!(changed(&before, &cached.dist()), ["de/policy-7.txt", "manifest.json"]);
    // A broken catalogue among them is told as any other.
    cached.edit("locales/de/policy-30.po", "msgstr \"Wer wir sind\"", "msgstr Wer");
    let broken = run(&mut cached.build());
    assert_eq!(broken.status.code(), Some(1));
    let errors = text(&broken.stderr);
    assert!(errors.contains("locales/de/policy-30.po") && errors.contains("1 error"), "{errors}");
}

#[test]
fn system_fonts_are_listed_when_needed_and_until_one_comes_or_goes() {
    let cached = Cached::new();
    let home = TempDir::new().unwrap();
    let fonts = home.path().join(".local/share/fonts");
    fs::create_dir_all(&fonts).unwrap();
    // The only folder of fonts, whatever this system has.
    let setting = home.path().join("fonts.conf");
    let folder = fonts.display();
    fs::write(&setting, format!("<fontconfig><dir>{folder}</dir></fontconfig>")).unwrap();
    let build = || {
        let mut command = promulgate();
        command.args(["build", "--format", "pdf", "--locale", "en", "--project"]);
        command.arg(cached.project.path()).arg("--cache-dir").arg(cached.cache.path());
        command.env("HOME", home.path()).env("FONTCONFIG_FILE", &setting);
        command.env_remove("XDG_DATA_HOME").env_remove("XDG_CONFIG_HOME");
        command
    };
    let index = || -> Vec<(PathBuf, SystemTime)> {
        let entries = cached.entries().into_iter();
        let tells = |path: &PathBuf| text(&fs::read(path).unwrap()).contains("fonts/Thai.ttf\"");
        let time = |path: PathBuf| {
            let time = fs::metadata(&path).unwrap().modified().unwrap();
            (path, time)
        };
        entries.filter(tells).map(time).collect()
    };
    let missing = |output: &str| assert!(output.contains("no font for `ค`"), "{output}");
    let thai = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/Laksaman.ttf");
    fs::copy(&thai, fonts.join("Thai.ttf")).unwrap();
    succeed(&mut build());
    assert_eq!(index(), [], "where the others suffice, it is not looked for");

    fs::remove_file(fonts.join("Thai.ttf")).unwrap();
    cached.edit("policy/privacy-policy.md", "Write to", "คุกกี้ Write to");
    missing(&text(&run(&mut build()).stderr));
    fs::copy(&thai, fonts.join("Thai.ttf")).unwrap();
    succeed(&mut build());
    let listed = index();
    assert_eq!(listed.len(), 1);
    cached.edit("policy/privacy-policy.md", "คุกกี้", "คุกกี้ คุกกี้");
    assert!(!is_unchanged(&mut build()));
    assert_eq!(index(), listed, "the fonts are not looked into again");
    assert!(is_unchanged(&mut build()));

    fs::remove_file(fonts.join("Thai.ttf")).unwrap();
    missing(&text(&run(&mut build()).stderr));
    assert_eq!(index(), [], "the index is made anew");
}

#[test]
fn damaged_entries_are_made_anew() {
    let cached = Cached::new();
    succeed(&mut cached.build());
    let expected = cached.dist();
    let entries = cached.entries();
    assert!(entries.len() > 10);
    // All at once, then each alone.
    for damaged in std::iter::once(entries.clone()).chain(entries.iter().map(|e| vec![e.clone()])) {
        for (index, path) in damaged.iter().enumerate() {
            // An entry may have been removed for good by the builds in between.
            let Ok(mut bytes) = fs::read(path) else { continue };
            let middle = bytes.len() / 2;
            match index % 3 {
                0 => bytes[middle] ^= 0x10,
                1 => bytes.truncate(middle),
                _ => bytes = b"of somebody else".to_vec(),
            }
            fs::write(path, bytes).unwrap();
        }
        // So that artifacts are looked for in the cache.
        fs::remove_dir_all(cached.project.path().join("dist")).unwrap();
        succeed(&mut cached.build());
        assert_eq!(cached.dist(), expected, "{damaged:?}");
    }
}

#[test]
fn a_build_killed_at_any_moment_leaves_a_cache_that_works() {
    let cached = Cached::new();
    let expected = cached.expected();
    for round in 0..12 {
        // Each time further on, told by what is there and not by the clock.
        let mut child = cached.build().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while cached.entries().len() < round && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let dist = cached.project.path().join("dist");
        assert!(!dist.exists() || tree(&dist) == expected, "round {round}: a part is published");
    }
    succeed(&mut cached.build());
    assert_eq!(cached.dist(), expected);
}

#[test]
fn builds_at_once_share_a_cache() {
    let cached = Cached::new();
    let expected = cached.expected();
    let outs: Vec<TempDir> = (0..4).map(|_| TempDir::new().unwrap()).collect();
    let place = |out: &TempDir| out.path().join("dist");
    let start = |out: &TempDir| {
        let command = &mut cached.build();
        command.arg("--out").arg(place(out)).stdout(Stdio::null()).spawn().unwrap()
    };
    for _ in 0..3 {
        let builds: Vec<_> = outs.iter().map(start).collect();
        for mut build in builds {
            assert!(build.wait().unwrap().success());
        }
        for out in &outs {
            assert_eq!(tree(&place(out)), expected);
        }
        cached.edit("locales/de/privacy-policy.po", "msgstr \"Wer wir sind\"", "msgstr \"Wir\"");
        succeed(&mut cached.build());
        cached.edit("locales/de/privacy-policy.po", "msgstr \"Wir\"", "msgstr \"Wer wir sind\"");
    }
}

#[test]
fn a_cache_has_a_bound_and_can_be_emptied() {
    let cached = Cached::new();
    let command = |action: &str| {
        let mut command = promulgate();
        command.args(["cache", action, "--cache-dir"]).arg(cached.cache.path());
        command
    };
    let info = || -> Value {
        serde_json::from_str(&succeed(command("info").args(["--json", "--cache-limit", "1"])))
            .unwrap()
    };
    for round in 0..8 {
        write(
            cached.project.path(),
            "templates/text/document.txt",
            &format!("{}\n{BARE_TEXT}", "x".repeat(400_000 + round)),
        );
        succeed(cached.build().args(["--cache-limit", "1"]));
        assert!(info()["bytes"].as_u64().unwrap() <= 1 << 20, "{}", info());
    }
    assert!(info()["entries"].as_u64().unwrap() > 0);
    write(cached.cache.path(), "mine.txt", "not of the cache");
    assert!(succeed(&mut command("clear")).starts_with("removed "));
    assert_eq!(info()["entries"], 0);
    assert!(Path::exists(&cached.cache.path().join("mine.txt")));
    succeed(&mut cached.build());
    assert_eq!(cached.dist(), cached.expected());
}

#[test]
fn why_something_is_made_again_is_told_by_what_changed() {
    let cached = Cached::new();
    let reasons = || {
        let output = run(cached.build().args(["-f", "html", "-f", "json", "--explain-cache"]));
        assert!(output.status.success());
        let said = text(&output.stderr);
        said.lines().filter(|line| line.contains(": made ")).map(str::to_owned).collect::<Vec<_>>()
    };
    let first = reasons();
    assert_eq!(first.iter().filter(|line| line.ends_with("made for the first time")).count(), 12);
    assert_eq!(reasons(), Vec::<String>::new());
    cached.edit("locales/de/privacy-policy.po", "msgstr \"Wer wir sind\"", "msgstr \"Wir\"");
    let mut after = reasons();
    after.sort();
    let expected = [
        "check de: made again, as `layers.de` changed",
        "document de/privacy-policy: made again, as `document` changed",
        "render de/privacy-policy.fragment.html: made again, as `document` changed",
        "render de/privacy-policy.html: made again, as `document` changed",
        "render de/privacy-policy.json: made again, as `document` changed",
        "resolve de/privacy-policy: made again, as `layers.de.texts` changed",
    ];
    assert_eq!(after, expected);
    // A language that joins is told of by pages alone.
    fs::create_dir(cached.project.path().join("locales/fr")).unwrap();
    let after = reasons();
    let again: Vec<&String> = after.iter().filter(|line| !line.contains(" fr")).collect();
    assert_eq!(again.len(), 4, "{again:?}");
    assert!(again.iter().all(|line| line.ends_with(".html: made again, as `siblings` changed")));
}
