//! Hostile input: a translator's catalogue, a cloned project.

use std::fs;

use serde_json::Value;

use crate::outside::pdf_text;
use crate::support::{new_project, promulgate, run, succeed, text, write};

const HEADER: &str = "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n";

#[test]
fn a_translation_is_never_markup_of_a_template() {
    let project = new_project();
    let hostile = "#panic(1) $x$ {% raw %} \\<script>alert(1)\\</script> \\\\#sys.inputs";
    // The statement is refused, wherever it stands.
    let catalogue = format!(
        "{HEADER}msgctxt \"who\"\nmsgid \"Who we are\"\nmsgstr \"{}\"\n",
        hostile.replace('\\', "\\\\")
    );
    write(project.path(), "locales/de/privacy-policy.po", &catalogue);
    let refused = run(promulgate().args(["build", "--project"]).arg(project.path()));
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("P402"));
    // Without it the text is shown letter for letter in every format.
    let catalogue = catalogue.replace("{% raw %} ", "");
    write(project.path(), "locales/de/privacy-policy.po", &catalogue);
    succeed(promulgate().args(["build", "--project"]).arg(project.path()));
    let shown = "#panic(1) $x$ <script>alert(1)</script> \\#sys.inputs";
    let read = |end: &str| {
        fs::read_to_string(project.path().join(format!("dist/de/privacy-policy.{end}"))).unwrap()
    };
    let document: Value = serde_json::from_str(&read("json")).unwrap();
    assert_eq!(document["sections"][0]["title"]["text"], shown);
    assert!(read("txt").contains(shown));
    assert!(!read("html").contains("<script"));
    assert!(!read("fragment.html").contains("<script"));
    let pdf = project.path().join("dist/de/privacy-policy.pdf");
    if let Some(words) = pdf_text(&pdf, &[]) {
        assert!(words.contains("alert(1)") && words.contains("#panic(1)"), "{words}");
    }
}

#[test]
fn variables_are_looked_up_and_never_parsed_again() {
    let project = new_project();
    let path = project.path().join("policy/policy.toml");
    let config = fs::read_to_string(&path).unwrap();
    let config = config.replace("\"Example Ltd.\"", "'<b>Example</b> {{ urls.website }} *x*'");
    fs::write(&path, config).unwrap();
    succeed(promulgate().args(["build", "--format", "json", "--project"]).arg(project.path()));
    let json = fs::read_to_string(project.path().join("dist/en/privacy-policy.json")).unwrap();
    let document: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["publisher"]["name"], "<b>Example</b> {{ urls.website }} *x*");
    let html = document["sections"][0]["blocks"][0]["html"].as_str().unwrap();
    assert!(html.contains("&lt;b&gt;Example&lt;/b&gt; {{ urls.website }} *x*"), "{html}");
}

#[cfg(unix)]
#[test]
fn symbolic_links_do_not_lead_out_of_the_project() {
    let secret = tempfile::TempDir::new().unwrap();
    write(secret.path(), "secret.png", "secret");
    write(secret.path(), "policy.md", "secret");
    let project = new_project();
    let link = |from: &str, to: &str| {
        let to = project.path().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        let _ = fs::remove_file(&to);
        std::os::unix::fs::symlink(secret.path().join(from), to).unwrap();
    };
    link("secret.png", "policy/picture.png");
    link("policy.md", "locales/de/privacy-policy.md");
    link("secret.png", "templates/pdf/logo.png");
    let path = project.path().join("policy/privacy-policy.md");
    let source = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        format!("{source}\n![A picture](picture.png)\n\n![Another](../../etc/passwd.png)\n"),
    )
    .unwrap();
    let refused = run(promulgate().args(["build", "--project"]).arg(project.path()));
    assert_eq!(refused.status.code(), Some(1));
    let message = text(&refused.stderr);
    assert_eq!(message.matches("P104").count(), 4, "{message}");
    assert!(!message.contains("secret\n"), "{message}");
}

#[test]
fn links_that_run_code_are_refused_even_from_a_variable() {
    let project = new_project();
    let path = project.path().join("policy/policy.toml");
    let config = fs::read_to_string(&path).unwrap();
    fs::write(&path, config.replace("https://example.com", "javascript:alert(1)")).unwrap();
    let refused = run(promulgate().args(["build", "--project"]).arg(project.path()));
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("P405"));
}

#[test]
fn deep_nesting_and_huge_input_end_in_a_diagnostic() {
    let project = new_project();
    let path = project.path().join("policy/privacy-policy.md");
    let source = fs::read_to_string(&path).unwrap();
    for hostile in [
        format!("{} x\n", ">".repeat(20_000)),
        format!("{}x\n", "- ".repeat(5_000)),
        format!("{}x{}\n", "*a **b ".repeat(5_000), "** *".repeat(5_000)),
        format!("{}\n", "[".repeat(50_000)),
        format!("{}x{}\n", "[".repeat(200), "](#who)".repeat(200)),
        "{{ ".repeat(20_000),
    ] {
        fs::write(&path, format!("{source}\n{hostile}")).unwrap();
        let output = run(promulgate().args(["check", "--project"]).arg(project.path()));
        let code = output.status.code();
        assert!(code == Some(0) || code == Some(1), "{code:?} {}", text(&output.stderr));
    }
    fs::write(&path, vec![b'x'; 17 * 1024 * 1024]).unwrap();
    let output = run(promulgate().args(["check", "--project"]).arg(project.path()));
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("P103"));
}
