//! “Nothing has changed” is told without reading the project, and is never told wrongly.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use crate::support::{ROOT, new_project, promulgate, run, succeed, text, tree, write};

/// A new project with a cache of its own.
struct Built {
    project: TempDir,
    cache: TempDir,
}

impl Built {
    /// With a template, a font and an image.
    fn new() -> Self {
        let project = new_project();
        let page = fs::read_to_string(Path::new(ROOT).join("templates/text/document.txt")).unwrap();
        write(project.path(), "templates/text/document.txt", &page);
        fs::create_dir(project.path().join("fonts")).unwrap();
        let font = project.path().join("fonts/Thai.ttf");
        fs::copy(format!("{ROOT}/fonts/Laksaman.ttf"), font).unwrap();
        let policy = project.path().join("policy/privacy-policy.md");
        let source = fs::read_to_string(&policy).unwrap();
        fs::write(policy, format!("{source}\n![A picture](picture.svg)\n")).unwrap();
        write(project.path(), "policy/picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
        let built = Built { project, cache: TempDir::new().unwrap() };
        succeed(&mut built.build());
        built
    }

    fn build(&self) -> Command {
        let mut command = promulgate();
        command.args(["build", "--ignore-system-fonts", "--project"]).arg(self.project.path());
        command.arg("--cache-dir").arg(self.cache.path());
        command
    }

    fn path(&self, path: &str) -> PathBuf {
        self.project.path().join(path)
    }

    fn entries(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.cache.path().join("entries-1")).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// Whether the next build tells it without loading the project: whoever does that makes entries
    /// of the cache that are gone.
    fn is_told_by_looks(&self) -> bool {
        for entry in self.entries() {
            let bytes = fs::read(&entry).unwrap();
            let payload = bytes.get(80..).unwrap_or_default();
            // Of fonts there are lists, which are needed to compare them.
            let is_looks = payload.starts_with(br#"{"survey":"#);
            if !is_looks && !payload.starts_with(br#"{"read":"#) {
                fs::remove_file(entry).unwrap();
            }
        }
        let before = self.entries().len();
        let said = succeed(&mut self.build());
        said.ends_with("unchanged\n") && self.entries().len() == before
    }

    /// What a build without a cache publishes.
    fn expected(&self) -> BTreeMap<String, Vec<u8>> {
        let out = TempDir::new().unwrap();
        let folder = out.path().join("dist");
        let build = ["build", "--ignore-system-fonts", "--no-cache", "--project"];
        succeed(promulgate().args(build).arg(self.project.path()).arg("--out").arg(&folder));
        tree(&folder)
    }

    /// Builds, and holds that against a build without a cache.
    #[track_caller]
    fn is_right(&self, what: &str) {
        let known = self.is_told_by_looks();
        assert!(!known, "{what}: something has changed");
        assert!(tree(&self.path("dist")) == self.expected(), "{what}: the old is published");
        assert!(self.is_told_by_looks(), "{what}: now nothing has changed");
    }
}

/// Changes a letter of the file at `path`, so that its size stays.
fn changed(path: &Path) -> Vec<u8> {
    let mut bytes = fs::read(path).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    for (from, to) in [
        ("Who we are", "Who we ARE"),
        ("Wer wir sind", "Wer wir SIND"),
        ("Example Ltd.", "Example LTD."),
        ("|wrap }}", "|upper}}"),
        ("2000/svg'/>", "2000/svg' >"),
    ] {
        if let Some(at) = text.find(from).filter(|_| std::str::from_utf8(&bytes).is_ok()) {
            bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
            return bytes;
        }
    }
    // A font: in the middle, where its outlines are.
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bytes
}

const TEXTS: [&str; 3] =
    ["policy/privacy-policy.md", "policy/policy.toml", "locales/de/privacy-policy.po"];

#[test]
fn nothing_is_read_where_nothing_has_changed() {
    let built = Built::new();
    // What is touched, or made again with the same content, is read, and is the same.
    for path in TEXTS {
        let bytes = fs::read(built.path(path)).unwrap();
        fs::remove_file(built.path(path)).unwrap();
        fs::write(built.path(path), bytes).unwrap();
    }
    assert!(succeed(&mut built.build()).ends_with("unchanged\n"));
    assert!(built.is_told_by_looks());
    // Another selection is another question.
    assert!(!succeed(built.build().args(["--locale", "de"])).ends_with("unchanged\n"));
    assert!(!succeed(&mut built.build()).ends_with("unchanged\n"));
}

#[test]
fn a_change_is_found_whatever_size_and_times_say() {
    let built = Built::new();
    let font = "fonts/Thai.ttf";
    for path in TEXTS.into_iter().chain(["templates/text/document.txt", font]) {
        let full = built.path(path);
        let before = fs::metadata(&full).unwrap();
        // In place, and the time of writing is put back.
        let other = changed(&full);
        let old = fs::read(&full).unwrap();
        let put = |bytes: &[u8]| {
            fs::write(&full, bytes).unwrap();
            File::options()
                .write(true)
                .open(&full)
                .unwrap()
                .set_modified(before.modified().unwrap())
                .unwrap();
        };
        put(&other);
        assert_eq!(fs::metadata(&full).unwrap().len(), before.len());
        built.is_right(&format!("{path} in place"));
        put(&old);
        built.is_right(&format!("{path} in place and back"));
        // Another file of the same size and time takes its place.
        let aside = built.path("aside");
        fs::write(&aside, &other).unwrap();
        let file = File::options().write(true).open(&aside).unwrap();
        file.set_modified(before.modified().unwrap()).unwrap();
        fs::rename(&aside, &full).unwrap();
        built.is_right(&format!("{path} replaced"));
        put(&old);
        built.is_right(&format!("{path} back"));
    }
}

#[test]
fn a_change_under_another_name_is_found() {
    let built = Built::new();
    for path in TEXTS {
        // A hard link.
        let full = built.path(path);
        let other = built.path("other");
        fs::hard_link(&full, &other).unwrap();
        succeed(&mut built.build());
        fs::write(&other, changed(&other)).unwrap();
        built.is_right(&format!("{path}, a hard link"));
        fs::remove_file(&other).unwrap();
        // A symbolic link that is led to another file of the same size.
        let (one, two) = (built.path("one"), built.path("two"));
        fs::rename(&full, &one).unwrap();
        fs::write(&two, fs::read_to_string(&one).unwrap().replace("Example", "Exampel")).unwrap();
        symlink(&one, &full).unwrap();
        succeed(&mut built.build());
        fs::remove_file(&full).unwrap();
        symlink(&two, &full).unwrap();
        succeed(&mut built.build());
        assert!(tree(&built.path("dist")) == built.expected(), "{path}, a link");
        assert!(built.is_told_by_looks());
        fs::remove_file(&full).unwrap();
        fs::rename(&one, &full).unwrap();
        succeed(&mut built.build());
    }
    // A folder on the way.
    let (one, two) = (built.path("first"), built.path("second"));
    fs::rename(built.path("locales"), &one).unwrap();
    symlink(&one, built.path("locales")).unwrap();
    succeed(&mut built.build());
    crate::support::copy(&one, &two);
    let catalogue = two.join("de/privacy-policy.po");
    fs::write(&catalogue, changed(&catalogue)).unwrap();
    fs::remove_file(built.path("locales")).unwrap();
    symlink(&two, built.path("locales")).unwrap();
    built.is_right("a link to a folder");
}

#[test]
fn what_comes_and_goes_is_found() {
    let built = Built::new();
    // The folder of a locale, with nothing in it.
    fs::create_dir(built.path("locales/fr")).unwrap();
    built.is_right("a new locale");
    fs::remove_dir(built.path("locales/fr")).unwrap();
    built.is_right("a locale less");
    write(built.project.path(), "locales/de-AT/locale.toml", "");
    built.is_right("another");
    write(built.project.path(), "templates/html/style.css", "p { color: red }\n");
    built.is_right("a template");
    fs::remove_dir_all(built.path("templates")).unwrap();
    built.is_right("no templates");
    fs::remove_dir_all(built.path("fonts")).unwrap();
    assert!(!built.is_told_by_looks());
    fs::create_dir(built.path("fonts")).unwrap();
    fs::copy(format!("{ROOT}/fonts/Laksaman.ttf"), built.path("fonts/More.ttf")).unwrap();
    assert!(!built.is_told_by_looks());
    // Errors are told each time.
    symlink("nowhere", built.path("locales/de/terms.toml")).unwrap();
    for _ in 0..2 {
        assert_eq!(run(&mut built.build()).status.code(), Some(1));
    }
    fs::remove_file(built.path("locales/de/terms.toml")).unwrap();
    // So are warnings.
    fs::rename(built.path("policy/policy.toml"), built.path("policy/old")).unwrap();
    let settings = fs::read_to_string(built.path("policy/old")).unwrap();
    write(built.project.path(), "policy/policy.toml", &settings.replace("privacy@example.com", ""));
    let first = text(&run(&mut built.build()).stderr);
    assert!(first.contains("P404"), "{first}");
    assert!(built.is_told_by_looks());
    assert_eq!(text(&run(&mut built.build()).stderr), first);
    assert_eq!(run(built.build().arg("--strict")).status.code(), Some(1));
}

#[test]
fn permissions_of_what_is_published_are_looked_at() {
    let built = Built::new();
    for path in ["dist/de/privacy-policy.txt", "dist/manifest.json", "dist/de"] {
        let before = fs::metadata(built.path(path)).unwrap().permissions();
        fs::set_permissions(built.path(path), fs::Permissions::from_mode(0o700)).unwrap();
        assert!(!succeed(&mut built.build()).ends_with("unchanged\n"), "{path}");
        assert_eq!(fs::metadata(built.path(path)).unwrap().permissions(), before, "{path}");
        assert!(built.is_told_by_looks(), "{path}");
    }
}

#[test]
fn what_is_published_is_looked_at_too() {
    let built = Built::new();
    let page = built.path("dist/de/privacy-policy.txt");
    let damage: [&dyn Fn(); 4] = [
        &|| fs::write(&page, "forged").unwrap(),
        &|| fs::remove_file(&page).unwrap(),
        &|| fs::write(built.path("dist/de/more.txt"), "more").unwrap(),
        &|| fs::remove_dir_all(built.path("dist")).unwrap(),
    ];
    for damage in damage {
        damage();
        succeed(&mut built.build());
        assert!(tree(&built.path("dist")) == built.expected());
        assert!(built.is_told_by_looks());
    }
}

/// A clone of everything, the cache included, at the same place as on another machine.
#[test]
fn in_a_clone_all_is_read_again() {
    let built = Built::new();
    let (place, aside) = (built.project.path(), built.cache.path().join("aside"));
    fs::rename(place, &aside).unwrap();
    succeed(Command::new("cp").arg("-a").arg(&aside).arg(place));
    let catalogue = built.path("locales/de/privacy-policy.po");
    let time = fs::metadata(&catalogue).unwrap().modified().unwrap();
    fs::write(&catalogue, changed(&catalogue)).unwrap();
    File::options().write(true).open(&catalogue).unwrap().set_modified(time).unwrap();
    built.is_right("a clone with another text");
    fs::remove_dir_all(place).unwrap();
    succeed(Command::new("cp").arg("-a").arg(&aside).arg(place));
    built.is_right("a clone with the old text");
}

/// As after a clock that was ahead has been set back.
#[test]
fn times_to_come_say_nothing() {
    let built = Built::new();
    let path = built.path("locales/de/privacy-policy.po");
    let later = SystemTime::now() + Duration::from_hours(1);
    let put = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
    };
    let old = fs::read(&path).unwrap();
    put(&old);
    succeed(&mut built.build());
    assert!(built.is_told_by_looks(), "it is read and is the same");
    put(&changed(&path));
    built.is_right("a time to come");
}

#[test]
fn a_damaged_record_is_none() {
    let built = Built::new();
    let is_record = |path: &PathBuf| {
        fs::read(path).unwrap().get(80..).is_some_and(|rest| rest.starts_with(br#"{"survey":"#))
    };
    let record = built.entries().into_iter().find(is_record).unwrap();
    let good = fs::read(&record).unwrap();
    for damage in 0..4 {
        let mut bad = good.clone();
        let middle = 80 + (bad.len() - 80) / 2;
        match damage {
            0 => bad[middle] ^= 1,
            1 => bad.truncate(middle),
            2 => bad.clear(),
            _ => bad.extend(b" "),
        }
        fs::write(&record, bad).unwrap();
        assert!(succeed(&mut built.build()).ends_with("unchanged\n"));
        assert!(tree(&built.path("dist")) == built.expected());
    }
}
