//! What is there and cannot be reached is an error: it is neither taken for absent nor replaced.

use std::fs::{self, Permissions};
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::support::{BARE_TEXT, ROOT, new_project, promulgate, run, succeed, text, write};

const IMAGE: &str = "policy/picture.svg";

/// Files that a project may have, with the code that tells of them.
const FILES: [(&str, &str); 13] = [
    ("policy/policy.toml", "P103"),
    ("policy/privacy-policy.md", "P103"),
    ("policy/cookies.toml", "P103"),
    (IMAGE, "P208"),
    ("locales/de/privacy-policy.po", "P103"),
    ("locales/de/inventory.po", "P103"),
    ("locales/de/interface.po", "P103"),
    ("locales/de/locale.toml", "P103"),
    ("locales/de/approvals.toml", "P103"),
    ("locales/de/terms.toml", "P103"),
    ("locales/de/privacy-policy.md", "P103"),
    ("templates/html/style.css", "P103"),
    ("fonts/Thai.ttf", "P103"),
];
const FOLDERS: [&str; 7] =
    ["policy", "locales", "locales/de", "templates", "templates/html", "fonts", "fonts/more"];

/// A project that shows an image.
fn project() -> TempDir {
    let project = new_project();
    let policy = project.path().join("policy/privacy-policy.md");
    let source = fs::read_to_string(&policy).unwrap();
    fs::write(policy, format!("{source}\n![A picture](picture.svg)\n")).unwrap();
    write(project.path(), IMAGE, "<svg xmlns='http://www.w3.org/2000/svg'/>");
    succeed(promulgate().args(["extract", "--project"]).arg(project.path()));
    project
}

/// Takes away what is at `path`, so that something else can take its place.
fn clear(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path).unwrap(),
        Ok(_) => fs::remove_file(path).unwrap(),
        Err(_) => {}
    }
}

type Damage = (&'static str, fn(&Path));

const LINKS: [Damage; 2] = [
    ("leads nowhere", |path| symlink("nowhere", path).unwrap()),
    ("leads to itself", |path| symlink(path.file_name().unwrap(), path).unwrap()),
];
const NO_FILE: [Damage; 3] = [
    ("a folder", |path| fs::create_dir(path).unwrap()),
    ("a pipe", |path| _ = succeed(Command::new("mkfifo").arg(path))),
    ("a socket", |path| drop(UnixListener::bind(path).unwrap())),
];
const NO_FOLDER: [Damage; 2] = [
    ("a file", |path| fs::write(path, "").unwrap()),
    ("a pipe", |path| _ = succeed(Command::new("mkfifo").arg(path))),
];

#[track_caller]
fn refuses(output: &Output, code: &str, what: &str) {
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{what}: {message}");
    assert!(message.contains(&format!("error[{code}]")), "{what}: {message}");
}

#[test]
fn what_is_out_of_reach_is_not_taken_for_absent() {
    let project = project();
    let command = |name: &str| run(promulgate().arg(name).arg("--project").arg(project.path()));
    let files = FILES.iter().flat_map(|(path, code)| {
        LINKS.iter().chain(&NO_FILE).map(move |damage| (*path, *code, damage))
    });
    let folders = FOLDERS.iter().flat_map(|path| {
        // A file among fonts may be anything.
        let no_folder = NO_FOLDER.iter().filter(|_| *path != "fonts/more");
        LINKS.iter().chain(no_folder).map(move |damage| (*path, "P103", damage))
    });
    for (path, code, (name, damage)) in files.chain(folders) {
        let full = project.path().join(path);
        let aside = project.path().join("aside");
        let had = fs::rename(&full, &aside).is_ok();
        clear(&full);
        damage(&full);
        let before = fs::symlink_metadata(&full).unwrap().file_type();
        let what = format!("{path}: {name}");
        refuses(&command("check"), code, &what);
        if *name == LINKS[0].0 {
            refuses(&command("build"), code, &what);
            assert!(!project.path().join("dist").exists(), "{what}");
        }
        let extracted = command("extract");
        let is_text = !path.starts_with("fonts");
        assert_eq!(extracted.status.code(), Some(i32::from(is_text)), "{what}");
        assert_eq!(fs::symlink_metadata(&full).unwrap().file_type(), before, "{what}");
        clear(&full);
        if had {
            fs::rename(&aside, &full).unwrap();
        } else if path.starts_with("fonts") || path.starts_with("templates") {
            clear(&project.path().join(path.split('/').next().unwrap()));
        }
    }
    succeed(promulgate().args(["check", "--project"]).arg(project.path()));
}

#[test]
fn a_build_after_a_good_one_finds_it_too() {
    let project = project();
    let cache = TempDir::new().unwrap();
    let build = || {
        let mut command = promulgate();
        command.args(["build", "--format", "text", "--project"]).arg(project.path());
        run(command.arg("--cache-dir").arg(cache.path()))
    };
    for path in ["locales/de/privacy-policy.po", IMAGE, "locales/de/terms.toml"] {
        assert_eq!(build().status.code(), Some(0));
        let page = project.path().join("dist/de/privacy-policy.txt");
        let good = fs::read(&page).unwrap();
        let full = project.path().join(path);
        let aside = project.path().join("aside");
        let had = fs::rename(&full, &aside).is_ok();
        symlink("nowhere", &full).unwrap();
        assert_eq!(build().status.code(), Some(1), "{path}");
        assert_eq!(fs::read(&page).unwrap(), good);
        fs::remove_file(&full).unwrap();
        if had {
            fs::rename(&aside, &full).unwrap();
        }
    }
}

#[test]
fn writing_keeps_links_and_replaces_nothing_that_is_out_of_reach() {
    let project = project();
    let full = |path: &str| project.path().join(path);
    let extract = || run(promulgate().args(["extract", "--project"]).arg(project.path()));
    // Templates for translators are written and never read otherwise.
    let template = full("locales/privacy-policy.pot");
    // A folder there is taken for a locale with an impossible name.
    for (name, damage) in LINKS.iter().chain(&NO_FILE[1..]) {
        clear(&template);
        damage(&template);
        let before = fs::symlink_metadata(&template).unwrap().file_type();
        let output = run(promulgate().args(["extract", "--project"]).arg(project.path()));
        refuses(&output, "P103", name);
        assert_eq!(fs::symlink_metadata(&template).unwrap().file_type(), before, "{name}");
    }
    clear(&template);
    // A link to a catalogue elsewhere in the project stays one.
    let catalogue = full("locales/de/privacy-policy.po");
    write(project.path(), "shared/de.po", &fs::read_to_string(&catalogue).unwrap());
    fs::remove_file(&catalogue).unwrap();
    symlink("../../shared/de.po", &catalogue).unwrap();
    write(
        project.path(),
        "policy/privacy-policy.md",
        &fs::read_to_string(full("policy/privacy-policy.md")).unwrap().replace("Who we", "Who"),
    );
    assert_eq!(extract().status.code(), Some(0));
    assert!(fs::symlink_metadata(&catalogue).unwrap().is_symlink());
    assert!(fs::read_to_string(full("shared/de.po")).unwrap().contains("fuzzy"));
    // A new file is not written through a folder that leads nowhere.
    fs::remove_dir_all(full("locales/de")).unwrap();
    symlink("nowhere", full("locales/de")).unwrap();
    refuses(&extract(), "P103", "a folder");
    assert!(!full("locales/nowhere").exists());
}

/// For root everything is in reach; then another user has to try.
fn as_a_user(command: &mut Command) -> Output {
    let is_root = fs::read("/proc/self/status")
        .is_ok_and(|status| text(&status).lines().any(|line| line.starts_with("Uid:\t0\t")));
    if is_root {
        command.uid(65534).gid(65534);
    }
    run(command)
}

#[test]
fn what_may_not_be_read_is_not_taken_for_absent() {
    let project = project();
    let folder = project.path();
    fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
    write(folder, "locales/de/locale.toml", "");
    write(folder, "templates/html/style.css", "");
    fs::create_dir(folder.join("fonts")).unwrap();
    fs::copy(format!("{ROOT}/fonts/Laksaman.ttf"), folder.join("fonts/Thai.ttf")).unwrap();
    // The binary may lie where another user cannot go.
    let binary = folder.join("promulgate");
    fs::copy(env!("CARGO_BIN_EXE_promulgate"), &binary).unwrap();
    let check = || {
        let mut command = Command::new(&binary);
        command.args(["--color", "never", "check", "--ignore-system-fonts", "--project", "."]);
        as_a_user(command.current_dir(folder))
    };
    let good = check();
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stderr));
    for path in [
        "policy",
        "policy/policy.toml",
        IMAGE,
        "locales",
        "locales/de",
        "locales/de/privacy-policy.po",
        "locales/de/locale.toml",
        "templates",
        "templates/html",
        "templates/html/style.css",
        "fonts",
        "fonts/Thai.ttf",
    ] {
        let full = folder.join(path);
        let before = fs::metadata(&full).unwrap().permissions();
        fs::set_permissions(&full, Permissions::from_mode(0o000)).unwrap();
        let output = check();
        fs::set_permissions(&full, before).unwrap();
        refuses(&output, if path == IMAGE { "P208" } else { "P103" }, path);
        let message = text(&output.stderr);
        assert!(message.contains(&format!("{path}` cannot be read")), "{message}");
        assert!(message.ends_with("1 error\n"), "one error per cause: {message}");
    }
}

#[test]
fn a_folder_of_fonts_that_is_named_is_there() {
    let project = project();
    write(project.path(), "file", "");
    for more in ["nowhere", "file"] {
        for format in ["pdf", "text"] {
            let output = run(promulgate()
                .args(["build", "--format", format, "--project", ".", "--font-path", more])
                .current_dir(project.path()));
            refuses(&output, "P103", more);
            // Also if all else is known.
            let good = ["build", "--ignore-system-fonts", "--format", format, "--project", "."];
            succeed(promulgate().args(good).current_dir(project.path()));
            let output = run(promulgate()
                .args(good)
                .args(["--font-path", more])
                .current_dir(project.path()));
            refuses(&output, "P103", more);
        }
    }
    fs::create_dir(project.path().join("folder")).unwrap();
    let good = ["build", "--project", ".", "--font-path", "folder"];
    succeed(promulgate().args(good).current_dir(project.path()));
}

#[test]
fn what_is_called_a_font_is_one() {
    let project = project();
    let font = fs::read(format!("{ROOT}/fonts/Laksaman.ttf")).unwrap();
    fs::create_dir(project.path().join("fonts")).unwrap();
    let check = |format: &str| {
        let arguments = ["check", "--format", format, "--project"];
        run(promulgate().args(arguments).arg(project.path()))
    };
    for bytes in [&b""[..], b"true", b"<html>", &font[..6], &font[..200], &font[..20000]] {
        fs::write(project.path().join("fonts/Corporate.ttf"), bytes).unwrap();
        let output = check("pdf");
        refuses(&output, "P109", "a part of a font");
        assert!(text(&output.stderr).contains("`fonts/Corporate.ttf`"), "{}", bytes.len());
        assert_eq!(check("text").status.code(), Some(0));
    }
    fs::write(project.path().join("fonts/Corporate.ttf"), &font).unwrap();
    fs::write(project.path().join("fonts/._Corporate.ttf"), "what a Mac leaves").unwrap();
    assert_eq!(check("pdf").status.code(), Some(0));
    symlink("nowhere", project.path().join("fonts/More.ttf")).unwrap();
    let message = text(&check("text").stderr);
    let expected = "`fonts/More.ttf` cannot be read: it is a link to `nowhere`, where nothing is";
    assert!(message.contains(expected), "{message}");
}

#[test]
fn errors_are_errors_if_nobody_reads_them() {
    let project = project();
    fs::remove_file(project.path().join("policy/privacy-policy.md")).unwrap();
    let mut command = promulgate();
    command.args(["check", "--project"]).arg(project.path()).stderr(Stdio::piped());
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn links_in_circles_end() {
    let project = project();
    for (target, link) in [(".", "policy/a"), ("..", "policy/b"), (".", "policy/c")] {
        symlink(target, project.path().join(link)).unwrap();
    }
    fs::create_dir_all(project.path().join("fonts")).unwrap();
    fs::create_dir_all(project.path().join("templates/html")).unwrap();
    for n in 0..20 {
        symlink("..", project.path().join(format!("fonts/{n}"))).unwrap();
        symlink(".", project.path().join(format!("templates/html/{n}"))).unwrap();
    }
    let build = ["build", "--format", "text", "--project"];
    succeed(promulgate().args(build).arg(project.path()));
}

#[test]
fn almost_the_right_name_is_told_of() {
    for (from, to) in [
        ("locales", "Locales"),
        ("locales/de/privacy-policy.po", "locales/de/Privacy-Policy.po"),
        ("locales/de/inventory.po", "locales/de/inventory.PO"),
        ("policy/cookies.toml", "policy/Cookies.toml"),
        ("templates", "TEMPLATES"),
        ("templates/text", "templates/Text"),
        ("templates/text/document.txt", "templates/text/Document.txt"),
    ] {
        let project = project();
        write(project.path(), "templates/text/document.txt", BARE_TEXT);
        fs::rename(project.path().join(from), project.path().join(to)).unwrap();
        let output = run(promulgate().args(["check", "--project"]).arg(project.path()));
        refuses(&output, "P108", to);
        // Beside one that has the right name it is only warned of.
        let right = project.path().join(from);
        if from.contains('.') {
            fs::copy(project.path().join(to), &right).unwrap();
            let output = run(promulgate().args(["check", "--project"]).arg(project.path()));
            assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
            assert!(text(&output.stderr).contains("warning[P108]"), "{to}");
        }
    }
    // What is needed and missing says so.
    let project = project();
    fs::rename(project.path().join(IMAGE), project.path().join("policy/PICTURE.svg")).unwrap();
    let output = run(promulgate().args(["check", "--project"]).arg(project.path()));
    refuses(&output, "P208", "an image");
    assert!(text(&output.stderr).contains("policy/PICTURE.svg"), "{}", text(&output.stderr));
    fs::rename(project.path().join("policy"), project.path().join("Policy")).unwrap();
    let output = run(promulgate().args(["check", "--project"]).arg(project.path()));
    refuses(&output, "P101", "a project");
    assert!(text(&output.stderr).contains("`Policy`"), "{}", text(&output.stderr));
}

#[test]
fn damage_is_what_its_name_says() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("it");
    for (name, damage) in LINKS.iter().chain(&NO_FILE) {
        clear(&path);
        damage(&path);
        let kind = fs::symlink_metadata(&path).unwrap().file_type();
        let is_it = kind.is_symlink() || kind.is_dir() || kind.is_fifo() || kind.is_socket();
        assert!(is_it && !path.is_file(), "{name}");
    }
}
