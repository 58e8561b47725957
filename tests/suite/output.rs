//! The output folder, wherever it lies: links, mounts, folders of others, permissions, signals.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::{BARE_TEXT, copy, new_project, promulgate, run, succeed, text, tree, write};

const BUILD: [&str; 5] = ["build", "--ignore-system-fonts", "--no-cache", "--format", "text"];

/// A build of `project` that publishes a few files quickly.
fn build(project: &Path) -> Command {
    let mut command = promulgate();
    command.args(BUILD).arg("--project").arg(project);
    command
}

/// What that publishes.
fn expected() -> BTreeMap<String, Vec<u8>> {
    let project = new_project();
    succeed(&mut build(project.path()));
    tree(&project.path().join("dist"))
}

/// What `folder` holds besides published files.
fn left(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(".promulgate")).collect()
}

fn is_root() -> bool {
    succeed(Command::new("id").arg("-u")).trim() == "0"
}

/// Gives `path` and what is below it to the user that [`as_user`] runs as.
fn give(path: &Path) {
    const NOBODY: Option<u32> = Some(65534);
    if is_root() {
        chown(path, NOBODY, NOBODY).unwrap();
        if path.is_dir() {
            fs::read_dir(path).unwrap().for_each(|entry| give(&entry.unwrap().path()));
        }
    }
}

/// `command` run by a user without privileges.
fn as_user(command: &Command) -> Command {
    let mut other = Command::new("setpriv");
    if is_root() {
        other.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    }
    other.arg(command.get_program()).args(command.get_args());
    other
}

#[test]
fn links_are_followed_and_stay() {
    let expected = expected();
    for (what, prepare) in [
        ("an empty folder", &(|web: &Path| fs::create_dir(web).unwrap()) as &dyn Fn(&Path)),
        ("an earlier build", &|web: &Path| {
            let project = new_project();
            succeed(build(project.path()).arg("--locale").arg("de").arg("--out").arg(web));
        }),
        ("nothing", &|_: &Path| {}),
    ] {
        let project = new_project();
        let elsewhere = TempDir::new().unwrap();
        let web = elsewhere.path().join("web");
        prepare(&web);
        // A chain of two, one of them relative.
        symlink(&web, elsewhere.path().join("current")).unwrap();
        let link = project.path().join("dist");
        symlink(elsewhere.path().join("current"), &link).unwrap();
        symlink("dist", project.path().join("other")).unwrap();
        for out in ["dist", "dist/", "other"] {
            succeed(build(project.path()).arg("--out").arg(project.path().join(out)));
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "{what}: {out}");
            assert_eq!(tree(&web), expected, "{what}: {out}");
        }
        assert_eq!(left(project.path()), Vec::<String>::new());
        assert_eq!(left(elsewhere.path()), Vec::<String>::new());
    }
}

#[test]
fn links_that_lead_nowhere_are_refused_or_made() {
    let project = new_project();
    let path = |name: &str| project.path().join(name);
    symlink("loop", path("loop")).unwrap();
    symlink("there", path("here")).unwrap();
    symlink("here", path("there")).unwrap();
    write(project.path(), "file", "of mine");
    symlink("file", path("to-file")).unwrap();
    for (out, code) in [("loop", "P806"), ("here", "P806"), ("loop/x", "P806"), ("to-file", "P801")]
    {
        let refused = run(build(project.path()).arg("--out").arg(path(out)));
        assert_eq!(refused.status.code(), Some(1), "{out}: {}", text(&refused.stderr));
        assert!(text(&refused.stderr).contains(code), "{out}: {}", text(&refused.stderr));
    }
    assert_eq!(fs::read(path("file")).unwrap(), b"of mine");
    // A link on the way to the folder, to one that is yet to be made.
    symlink("later", path("way")).unwrap();
    succeed(build(project.path()).arg("--out").arg(path("way/policies")));
    assert_eq!(tree(&path("later/policies")), expected());
    assert!(fs::symlink_metadata(path("way")).unwrap().is_symlink());
}

#[test]
fn a_manifest_of_another_program_does_not_make_a_folder_ours() {
    let project = new_project();
    write(project.path(), "web/manifest.json", "{ \"name\": \"an installable web page\" }");
    write(project.path(), "web/app.js", "run()");
    let before = tree(&project.path().join("web"));
    let refused = run(build(project.path()).arg("--out").arg(project.path().join("web")));
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused.stderr));
    assert_eq!(tree(&project.path().join("web")), before);
}

#[test]
fn a_full_disk_leaves_no_half_of_a_project() {
    let folder = TempDir::new().unwrap();
    let script = "mkdir d; mount -t tmpfs -o size=16k tmpfs d
         for new in d/new d/a/b d; do
             code=0; promulgate init $new 2> errors || code=$?
             test $code = 3; grep -q P802 errors; test -z \"$(ls -A d)\"
         done";
    with_mounts(script, folder.path());
}

/// Runs `script` where it may mount. False where the system lets nobody do so but root.
fn with_mounts(script: &str, project: &Path) -> bool {
    let unshare = || {
        let mut command = Command::new("unshare");
        let options: &[&str] = if is_root() { &["--mount"] } else { &["--user", "-r", "--mount"] };
        command.args(options);
        command
    };
    if !is_root() && !run(unshare().arg("true")).status.success() {
        return false;
    }
    let binary = env!("CARGO_BIN_EXE_promulgate");
    let build = BUILD.join(" ");
    let script = format!(
        "set -e; promulgate() {{ '{binary}' \"$@\"; }}; build() {{ promulgate {build} \"$@\"; }}
         {script}"
    );
    succeed(unshare().args(["sh", "-c", &script]).current_dir(project));
    true
}

#[test]
fn a_mount_point_is_published_into() {
    let expected = expected();
    for mount in ["mount -t tmpfs tmpfs dist", "mkdir v; mount --bind v dist"] {
        let project = new_project();
        fs::create_dir(project.path().join("dist")).unwrap();
        fs::create_dir(project.path().join("seen")).unwrap();
        // What file systems keep at their root is no file of somebody else.
        let script = format!(
            "{mount}; mkdir dist/lost+found; build -l de; touch dist/de/old.html; echo > dist/en;
             build; cp -r dist/. seen; mkdir before; cp -r dist before;
             echo '#let broken = (' > locales/de/locale.toml; ! build 2> errors;
             diff -r dist before/dist"
        );
        if with_mounts(&script, project.path()) {
            assert_eq!(tree(&project.path().join("seen")), expected, "{mount}");
            assert_eq!(left(&project.path().join("seen")), Vec::<String>::new());
            assert_eq!(left(project.path()), Vec::<String>::new());
        }
    }
}

#[test]
fn a_disk_that_gets_full_is_one_error_and_leaves_what_was_there() {
    let project = new_project();
    fs::create_dir(project.path().join("dist")).unwrap();
    let script = "mount -t tmpfs -o size=32k tmpfs dist; build; cp -r dist before; code=0
         promulgate build --no-cache --format pdf 2> errors || code=$?
         test $code = 3; test \"$(grep -c P802 errors)\" = 1; diff -r dist before";
    with_mounts(script, project.path());
}

#[test]
fn what_is_mounted_inside_stays_there() {
    let project = new_project();
    fs::create_dir(project.path().join("seen")).unwrap();
    let script = "build --out 'a folder'; mkdir v; mount --bind v 'a folder/de'
         build --out 'a folder'; test -s v/*.txt; echo old > v/old.txt
         build -l en --out 'a folder'; test -z \"$(ls v)\"; build --out 'a folder'; test -s v/*.txt
         mountpoint -q 'a folder/de'; cp -r 'a folder/.' seen";
    if with_mounts(script, project.path()) {
        assert_eq!(tree(&project.path().join("seen")), expected());
        assert_eq!(left(project.path()), Vec::<String>::new());
    }
}

#[test]
fn a_folder_that_cannot_be_moved_is_published_into() {
    let project = new_project();
    // A folder of a lower layer, as a container's image has it.
    fs::create_dir(project.path().join("seen")).unwrap();
    let script = "mkdir t; mount -t tmpfs tmpfs t; mkdir -p t/low/dist t/up t/work t/all;
         build -l de --out t/low/dist;
         mount -t overlay overlay -o lowerdir=t/low,upperdir=t/up,workdir=t/work t/all;
         build --out t/all/dist; cp -r t/all/. seen";
    if with_mounts(script, project.path()) {
        assert_eq!(tree(&project.path().join("seen/dist")), expected());
        assert_eq!(left(&project.path().join("seen")), Vec::<String>::new());
    }
}

#[test]
fn a_folder_in_one_of_others_is_published_into() {
    let project = new_project();
    let locked = project.path().join("locked");
    let out = locked.join("web");
    fs::create_dir_all(&out).unwrap();
    let mut command = build(project.path());
    command.arg("--out").arg(&out);
    give(project.path());
    let mut command = as_user(&command);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    let first = run(&mut command);
    let published = tree(&out);
    let second = run(&mut command);
    // Nor is one that may not be written to, and then nothing is rendered.
    fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).unwrap();
    let refused = run(&mut command);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&out, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(first.status.success(), "{}", text(&first.stderr));
    assert_eq!(published, expected());
    assert!(second.status.success(), "{}", text(&second.stderr));
    assert_eq!(refused.status.code(), Some(3), "{}", text(&refused.stderr));
    assert_eq!(left(&out), Vec::<String>::new());
}

#[test]
fn permissions_follow_the_umask_alike() {
    let project = new_project();
    let build = |umask: &str| {
        let script = format!("umask {umask}; exec \"$@\"");
        let mut command = Command::new("sh");
        let binary = env!("CARGO_BIN_EXE_promulgate");
        command.args(["-c", &script, "sh", binary, "build", "--ignore-system-fonts", "-f", "html"]);
        command.arg("--project").arg(project.path()).arg("--cache-dir");
        succeed(command.arg(project.path().join("cache")));
    };
    let mode = |path: &str| {
        let path = project.path().join("dist").join(path);
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    // With what an earlier build published and cached, too; the folder itself stays as it was.
    for (umask, folder, file) in
        [("077", 0o700, 0o600), ("022", 0o755, 0o644), ("027", 0o750, 0o640), ("022", 0o755, 0o644)]
    {
        build(umask);
        assert_eq!((mode(""), mode("de")), (0o700, folder), "umask {umask}");
        for path in ["manifest.json", "index.html", "de/privacy-policy.html"] {
            assert_eq!(mode(path), file, "umask {umask}: {path}");
        }
    }
}

#[test]
fn the_folder_keeps_its_group_and_permissions() {
    let project = new_project();
    let out = project.path().join("dist");
    fs::create_dir(&out).unwrap();
    let group = if is_root() { 12 } else { fs::metadata(&out).unwrap().gid() };
    chown(&out, None, Some(group)).unwrap();
    fs::set_permissions(&out, fs::Permissions::from_mode(0o2750)).unwrap();
    for locale in ["de", "en"] {
        succeed(build(project.path()).args(["-l", locale]));
        for (path, mode) in [("", 0o2750), (locale, 0o2000)] {
            let found = fs::metadata(out.join(path)).unwrap();
            assert_eq!((found.mode() & mode, found.gid()), (mode, group), "{path}");
        }
        assert_eq!(fs::metadata(&out).unwrap().mode() & 0o7777, 0o2750);
    }
}

#[test]
fn links_inside_the_folder_are_refused() {
    let project = new_project();
    succeed(&mut build(project.path()));
    let (inside, web) = (project.path().join("dist/de"), project.path().join("web"));
    fs::rename(&inside, &web).unwrap();
    symlink(&web, &inside).unwrap();
    let before = tree(&web);
    let refused = run(&mut build(project.path()));
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused.stderr));
    assert!(text(&refused.stderr).contains("P806"), "{}", text(&refused.stderr));
    assert!(fs::symlink_metadata(&inside).unwrap().is_symlink());
    assert_eq!(tree(&web), before);
}

#[test]
fn what_cannot_be_replaced_is_told_of_before() {
    let project = new_project();
    let script =
        "build; cp dist/en/*.txt x; mount --bind x dist/en/privacy-policy.txt; cp -r dist seen
         sed -i 's/Who we/Who/' policy/privacy-policy.md; code=0; build 2> errors || code=$?
         test $code = 3; grep -q 'mount of its own' errors; diff -r dist seen";
    with_mounts(script, project.path());
    // A folder of somebody else inside one of ours.
    let project = new_project();
    let locked = project.path().join("locked");
    let out = locked.join("web");
    fs::create_dir(&locked).unwrap();
    let mut command = build(project.path());
    command.arg("--out").arg(&out);
    succeed(&mut command);
    let before = tree(&out);
    give(project.path());
    let permit = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    permit(&locked, 0o555);
    permit(&out.join("en"), 0o555);
    let refused = run(&mut as_user(command.args(["--locale", "en"])));
    permit(&locked, 0o755);
    permit(&out.join("en"), 0o755);
    assert_eq!(refused.status.code(), Some(3), "{}", text(&refused.stderr));
    assert!(text(&refused.stderr).contains("as it was"), "{}", text(&refused.stderr));
    assert_eq!(tree(&out), before);
}

/// A project of several documents, whose build takes a while.
fn large_project() -> TempDir {
    const MANY: usize = 12;
    let project = new_project();
    let settings = fs::read_to_string(project.path().join("policy/policy.toml")).unwrap();
    let entry = "[[documents]]\nid = \"privacy-policy\"\n";
    assert!(settings.contains(entry));
    let more: String =
        (0..MANY).map(|n| format!("\n[[documents]]\nid = \"policy-{n}\"\n")).collect();
    write(
        project.path(),
        "policy/policy.toml",
        &settings.replace(entry, &(entry.to_owned() + &more)),
    );
    let source = project.path().join("policy/privacy-policy.md");
    for n in 0..MANY {
        fs::copy(&source, project.path().join(format!("policy/policy-{n}.md"))).unwrap();
    }
    project
}

/// Starts `command` as a shell would, so that no signal is ignored.
fn start(command: &Command) -> Child {
    let mut child = Command::new("env");
    child.arg("--default-signal").arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => child.env(name, value),
            None => child.env_remove(name),
        };
    }
    child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn wait_for(child: &mut Child, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() && child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < Duration::from_mins(1), "it takes too long");
        std::thread::yield_now();
    }
}

#[test]
fn signals_leave_nothing_behind() {
    let project = large_project();
    for (name, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        for command in ["build", "watch", "serve"] {
            let mut started = promulgate();
            started.args([command, "--ignore-system-fonts", "--no-cache", "--project"]);
            started.arg(project.path());
            if command == "serve" {
                started.args(["--port", "0"]);
            }
            let mut child = start(&started);
            wait_for(&mut child, || !left(project.path()).is_empty());
            succeed(Command::new("kill").args(["-s", name, &child.id().to_string()]));
            let status = child.wait().unwrap();
            assert_eq!(status.signal(), Some(number), "{command} {name}: {status}");
            assert_eq!(left(project.path()), Vec::<String>::new(), "{command} {name}");
            assert!(!project.path().join("dist").exists(), "{command} {name}");
        }
    }
    // Single files are whole or not there.
    let empty = project.path().join("locales/de/privacy-policy.po");
    for delay in (0..12).map(Duration::from_millis) {
        fs::remove_file(&empty).unwrap();
        let mut command = promulgate();
        let mut child = start(command.args(["extract", "--project"]).arg(project.path()));
        std::thread::sleep(delay);
        succeed(Command::new("kill").args(["-s", "INT", &child.id().to_string()]));
        child.wait().unwrap();
        succeed(promulgate().args(["extract", "--project"]).arg(project.path()));
        let files = tree(&project.path().join("locales")).into_keys();
        assert_eq!(files.filter(|path| path.contains(".tmp")).count(), 0, "{delay:?}");
    }
    // The same where the temporary folder lies in the published one.
    let locked = project.path().join("locked");
    let out = locked.join("web");
    fs::create_dir_all(&out).unwrap();
    let mut command = build(project.path());
    command.arg("--out").arg(&out);
    give(project.path());
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    let mut child = start(&as_user(&command));
    wait_for(&mut child, || !left(&out).is_empty());
    succeed(Command::new("kill").args(["-s", "TERM", &child.id().to_string()]));
    child.wait().unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(left(&out), Vec::<String>::new());
}

/// Killed while files are moved one by one: each is whole, and the next build finishes the work,
/// even one whose project is broken.
#[test]
fn a_build_killed_while_it_publishes_file_by_file_is_finished() {
    let project = large_project();
    let locked = project.path().join("locked");
    let out = locked.join("web");
    fs::create_dir_all(&out).unwrap();
    let mut command = build(project.path());
    command.arg("--out").arg(&out);
    give(project.path());
    let mut command = as_user(&command);
    let lock = |mode| fs::set_permissions(&locked, fs::Permissions::from_mode(mode)).unwrap();
    lock(0o555);
    succeed(&mut command);
    let old = tree(&out);
    let template = project.path().join("templates/text/document.txt");
    let mut unfinished = 0;
    for round in 0..8 {
        let before = tree(&out);
        fs::create_dir_all(template.parent().unwrap()).unwrap();
        fs::write(&template, format!("{round} {BARE_TEXT}")).unwrap();
        let mut child = start(&command);
        let first = out.join("de/privacy-policy.txt");
        let manifest = || fs::read(out.join("manifest.json")).unwrap();
        let (text, listed) = (fs::read(&first).unwrap(), manifest());
        wait_for(&mut child, || {
            fs::read(&first).is_ok_and(|now| now != text) || manifest() != listed
        });
        child.kill().unwrap();
        child.wait().unwrap();
        let seen = tree(&out);
        let published = |path: &String| !path.starts_with(".promulgate");
        for (path, bytes) in seen.iter().filter(|(path, _)| published(path)) {
            let is_new = path == "manifest.json" || bytes.starts_with(round.to_string().as_bytes());
            assert!(is_new || before.get(path) == Some(bytes), "{path} is neither old nor new");
        }
        unfinished += usize::from(!left(&out).is_empty());
        if manifest() == listed && left(&out).is_empty() {
            continue;
        }
        // Nothing can be built from this; what was published is finished all the same.
        fs::write(&template, "{{ broken").unwrap();
        assert_eq!(run(&mut command).status.code(), Some(1));
        let after = tree(&out);
        let after: BTreeMap<_, _> = after.into_iter().filter(|(path, _)| published(path)).collect();
        assert_eq!(after.len(), old.len(), "round {round}");
        let all_new = after
            .iter()
            .filter(|(path, _)| path.ends_with(".txt"))
            .all(|(_, bytes)| bytes.starts_with(round.to_string().as_bytes()));
        assert!(all_new || after == before, "round {round}");
    }
    assert!(unfinished > 0, "no build was killed in the middle");
    lock(0o755);
}

#[test]
fn builds_at_once_into_one_folder_leave_one_of_them() {
    for stays in [false, true] {
        let project = new_project();
        let other = TempDir::new().unwrap();
        copy(project.path(), other.path());
        write(other.path(), "templates/text/document.txt", BARE_TEXT);
        succeed(&mut build(other.path()));
        let parent = TempDir::new().unwrap();
        let out = parent.path().join("web");
        let wanted = [expected(), tree(&other.path().join("dist"))];
        if stays {
            fs::create_dir(&out).unwrap();
        }
        [project.path(), other.path(), parent.path()].into_iter().for_each(give);
        if stays {
            fs::set_permissions(parent.path(), fs::Permissions::from_mode(0o555)).unwrap();
        }
        for _ in 0..4 {
            let builds = [project.path(), other.path()].repeat(3).into_iter().map(|path| {
                let mut command = build(path);
                as_user(command.arg("--out").arg(&out)).stdout(Stdio::null()).spawn().unwrap()
            });
            for mut build in builds.collect::<Vec<_>>() {
                assert!(build.wait().unwrap().success());
            }
            assert!(wanted.contains(&tree(&out)), "a mixture");
        }
        fs::set_permissions(parent.path(), fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(left(parent.path()), Vec::<String>::new());
    }
}
