//! `promulgate serve` and `promulgate watch`: what is saved is shown, and nothing else is.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, ChildStdout, Stdio};
use std::thread;

use promulgate::preview::Server;
use promulgate::publish::Manifest;
use serde_json::json;
use tempfile::TempDir;

use crate::outside::{Outside, in_browser};
use crate::support::{BARE_TEXT, new_project, promulgate, run, succeed, text, write};

/// A running `serve` or `watch`, ended with the test.
struct Running {
    child: Child,
    lines: BufReader<ChildStdout>,
    errors: BufReader<ChildStderr>,
}

impl Running {
    fn start(command: &str, project: &TempDir, arguments: &[&str]) -> Self {
        let mut child = promulgate()
            .args([command, "--ignore-system-fonts", "--project"])
            .arg(project.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let errors = BufReader::new(child.stderr.take().unwrap());
        Running { child, lines, errors }
    }

    /// Reads what it reports until it tells of `code`.
    fn error(&mut self, code: &str) {
        let mut line = String::new();
        while !line.contains(code) {
            line.clear();
            assert_ne!(self.errors.read_line(&mut line).unwrap(), 0, "it ended");
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server of a new project, once that is built; its address as `host:port`.
fn serve(project: &TempDir) -> (Running, String) {
    let mut running = Running::start("serve", project, &["--port", "0"]);
    let line = running.line();
    let address = line.trim().strip_prefix("serving at http://").unwrap().trim_end_matches('/');
    let address = address.to_owned();
    assert!(running.line().contains(" files in "));
    (running, address)
}

/// Status and body of a request, its path sent letter for letter.
fn get(address: &str, request: &str, host: &str, more: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n")
        .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = text(&answer);
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer.split_once("\r\n\r\n").map(|parts| parts.1.to_owned()).unwrap_or_default())
}

#[test]
fn just_what_is_published_is_served() {
    let project = new_project();
    let (_running, address) = serve(&project);
    let ask = |path: &str| get(&address, &format!("GET {path}"), &address, "");
    for path in [
        "/",
        "/index.html",
        "/de/privacy-policy.html",
        "/manifest.json",
        "/en/privacy-policy.txt?x",
    ] {
        assert_eq!(ask(path).0, 200, "{path}");
    }
    let page = ask("/de/privacy-policy.html").1;
    assert!(page.contains("/.promulgate/reload.js") && !page.contains("Content-Security-Policy"));
    // Beside the published files, and in their place.
    let dist = project.path().join("dist");
    write(&dist, "left.txt", "secret");
    let outside = TempDir::new().unwrap();
    write(outside.path(), "secret.txt", "secret");
    let link = dist.join("en/privacy-policy.txt");
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.txt"), &link).unwrap();
    let secret = outside.path().join("secret.txt");
    let absolute = format!("/{}", secret.display());
    for path in [
        "/left.txt",
        "/en/privacy-policy.txt",
        "/../policy/policy.toml",
        "/de/../../policy/policy.toml",
        "/de/../de/privacy-policy.html",
        "/%2e%2e/policy/policy.toml",
        "/..%2fpolicy%2fpolicy.toml",
        "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/..\\policy\\policy.toml",
        "//etc/passwd",
        "/etc/passwd",
        "/de",
        "/de/",
        "/de%00/privacy-policy.html",
        absolute.as_str(),
    ] {
        let (status, body) = ask(path);
        assert_eq!(status, 404, "{path}");
        assert!(!body.contains("secret") && !body.contains("root:"), "{path}: {body}");
    }
}

#[test]
fn other_names_and_other_methods_are_refused() {
    let project = new_project();
    let (_running, address) = serve(&project);
    assert!(address.starts_with("127.0.0.1:"), "loopback unless told otherwise");
    assert_eq!(get(&address, "GET /", "attacker.example", "").0, 403);
    assert_eq!(get(&address, "GET /", &address.replace("127.0.0.1", "localhost"), "").0, 200);
    assert_eq!(get(&address, "POST /", &address, "Content-Length: 0\r\n").0, 405);
    assert_eq!(get(&address, "DELETE /de/privacy-policy.html", &address, "").0, 405);
    let taken = address.rsplit(':').next().unwrap();
    let second =
        run(promulgate().args(["serve", "--port", taken, "--project"]).arg(project.path()));
    assert_eq!(second.status.code(), Some(3), "{}", text(&second.stderr));
}

#[test]
fn a_pdf_opened_in_a_tab_is_shown_as_pictures_of_its_pages() {
    let project = new_project();
    let (_running, address) = serve(&project);
    let opened = "Sec-Fetch-Dest: document\r\n";
    let page = get(&address, "GET /de/privacy-policy.pdf", &address, opened).1;
    assert!(page.contains("href=\"/de/privacy-policy.pdf?file\"") && page.contains("reload.js"));
    for (path, header) in [("?file", opened), ("", "")] {
        let pdf = get(&address, &format!("GET /de/privacy-policy.pdf{path}"), &address, header).1;
        assert!(pdf.starts_with("%PDF-1.7"));
    }
    let shown = shown(&page);
    let picture = |which: &str, shown: &str| {
        get(&address, &format!("GET /.promulgate/page/{which}?{shown}"), &address, "")
    };
    let (status, png) = picture("0/1", shown);
    assert!(status == 200 && png.contains("PNG\r\n"), "{status}");
    for (which, shown) in [
        ("99/1", shown),
        ("0/0", shown),
        ("0/200", shown),
        ("-1/1", shown),
        ("0/1/1", shown),
        ("0/1", ""),
        ("0/1", "x/de/privacy-policy.html"),
        ("0/1", "x/../dist/de/privacy-policy.pdf"),
    ] {
        assert_eq!(picture(which, shown).0, 404, "{which} {shown}");
    }
    // Drawn is what a build made, and nothing that was put in its place.
    write(project.path(), "dist/de/privacy-policy.pdf", "%PDF-1.7");
    assert_eq!(picture("0/1", shown).0, 404);
}

/// A server of one published page.
struct OnePage {
    server: Server,
    address: String,
    manifest: Manifest,
    _dist: TempDir,
}

const PATH: &str = "de/privacy-policy.html";

impl OnePage {
    fn new() -> Self {
        let dist = TempDir::new().unwrap();
        write(dist.path(), PATH, "<body>old</body>");
        let artifact =
            json!({ "path": PATH, "media_type": "text/html", "sha256": "0a", "size": 16 });
        let manifest = json!({ "generator": "promulgate", "artifacts": [artifact] });
        let manifest = serde_json::from_value(manifest).unwrap();
        let server = Server::start(dist.path(), [127, 0, 0, 1].into(), 0).unwrap();
        let url = server.url();
        let address = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        server.show(&manifest);
        OnePage { server, address, manifest, _dist: dist }
    }

    fn page(&self) -> String {
        get(&self.address, &format!("GET /{PATH}"), &self.address, "").1
    }

    /// Follows what is to be seen instead of `page`.
    fn follow(&self, page: &str) -> BufReader<TcpStream> {
        let (shown, address) = (shown(page), &self.address);
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET /.promulgate/events?{shown} HTTP/1.1\r\nHost: {address}\r\n\r\n")
            .unwrap();
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        // After its head the stream is known to the server.
        while line != "\r\n" {
            line.clear();
            stream.read_line(&mut line).unwrap();
        }
        stream
    }
}

/// What `page` tells the server that it shows.
fn shown(page: &str) -> &str {
    page.split("data-shown=\"").nth(1).unwrap().split('"').next().unwrap()
}

/// Ends when the server says that the page is to show something else.
fn changed(mut stream: BufReader<TcpStream>) {
    let mut line = String::new();
    while line != "event: changed\n" {
        line.clear();
        assert_ne!(stream.read_line(&mut line).unwrap(), 0, "it ended");
    }
}

#[test]
fn an_open_page_shows_its_artifact_before_all_are_published() {
    let one = OnePage::new();
    let stream = one.follow(&one.page());
    assert_eq!(one.server.open_pages().into_iter().collect::<Vec<_>>(), [PATH]);
    one.server.show_early(PATH, Some(b"<body>new</body>"));
    changed(stream);
    let early = one.page();
    assert!(early.contains("new"));
    // The build fails after all.
    let stream = one.follow(&early);
    one.server.fail("broken".to_owned());
    changed(stream);
    let failed = one.page();
    assert!(failed.contains("old") && failed.contains("broken"));
    // A page that is out of date when it begins to follow is told at once.
    changed(one.follow(&early));
    one.server.show(&one.manifest);
    assert!(one.page().contains("old") && !one.page().contains("broken"));
    // What was shown early is taken back.
    one.server.show_early(PATH, Some(b"<body>new</body>"));
    let stream = one.follow(&one.page());
    one.server.show_early(PATH, None);
    changed(stream);
    assert!(one.page().contains("old"));
}

#[test]
fn a_build_waits_until_open_pages_are_painted() {
    let one = OnePage::new();
    let stream = one.follow(&one.page());
    one.server.show_early(PATH, Some(b"<body>new</body>"));
    changed(stream);
    // On its way from the old to the new, it is still open.
    assert!(one.server.open_pages().contains(PATH));
    let painted = thread::scope(|scope| {
        let settled = scope.spawn(|| one.server.settle());
        let painted = one.follow(&one.page());
        settled.join().unwrap();
        painted
    });
    assert!(one.server.open_pages().contains(PATH));
    // One that does not come back holds nothing up for good, and is forgotten.
    let stream = one.follow(&one.page());
    drop(painted);
    one.server.show_early(PATH, Some(b"<body>newer</body>"));
    changed(stream);
    one.server.settle();
    assert!(!one.server.open_pages().contains(PATH));
}

#[test]
fn an_open_page_follows_what_is_saved() {
    if !Outside::Browser.is_here() {
        return;
    }
    let project = new_project();
    let (_running, address) = serve(&project);
    let file = |path: &str| project.path().join(path).to_str().unwrap().to_owned();
    let (source, catalogue) =
        (file("policy/privacy-policy.md"), file("locales/de/privacy-policy.po"));
    let url = |path: &str| format!("http://{address}/{path}");
    let steps = json!([
        { "url": url("de/privacy-policy.html"), "file": catalogue,
          "from": "msgstr \"Wer wir sind\"", "to": "msgstr \"Wer wir gestern waren\"",
          "shows": "Wer wir gestern waren" },
        { "url": url("en/privacy-policy.html"), "file": source,
          "from": "# Who we are", "to": "# {{ nobody }}", "shows": "unknown variable" },
        { "url": url("en/privacy-policy.html"), "file": source,
          "from": "# {{ nobody }}", "to": "# Who we really are", "shows": "Who we really are" },
        { "url": url("en/privacy-policy.pdf"), "file": source,
          "from": "# Who we really are", "to": "# Who we are now" },
    ]);
    let list = TempDir::new().unwrap();
    write(list.path(), "steps.json", &steps.to_string());
    let times = succeed(in_browser("reload.mjs").arg(list.path().join("steps.json")));
    assert_eq!(serde_json::from_str::<Vec<u64>>(&times).unwrap().len(), 4, "{times}");
}

#[test]
fn watching_goes_on_after_an_error() {
    let project = new_project();
    let mut running = Running::start("watch", &project, &[]);
    assert!(running.line().contains(" files in "));
    let path = project.path().join("policy/privacy-policy.md");
    let good = fs::read_to_string(&path).unwrap();
    let dist = project.path().join("dist/en/privacy-policy.txt");
    let before = fs::read(&dist).unwrap();
    fs::write(&path, good.replace("# Who we are", "# {{ nobody }}")).unwrap();
    running.error("P401");
    assert_eq!(fs::read(&dist).unwrap(), before);
    fs::write(&path, good.replace("# Who we are", "# Who we were")).unwrap();
    assert!(running.line().contains(" files in "));
    assert_ne!(fs::read(&dist).unwrap(), before);
    // A folder that is made while it is watched.
    write(project.path(), "templates/text/document.txt", BARE_TEXT);
    assert!(running.line().contains(" files in "));
}
