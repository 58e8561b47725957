//! What the server adds to a page: the script that reloads it, and the errors of a failed build.

use std::borrow::Cow;

/// Reloads the page when the server says so, and when the server is back after it was gone.
pub(super) const SCRIPT: &str = r#"(() => {
  const events = new EventSource("/.promulgate/events");
  let lost = false;
  events.addEventListener("built", () => location.reload());
  events.addEventListener("error", () => { lost = true; });
  events.addEventListener("open", () => { if (lost) location.reload(); });
})();
"#;

const SCRIPT_ELEMENT: &str = r#"<script src="/.promulgate/reload.js"></script>"#;

const OVERLAY_STYLE: &str = "position:fixed;inset:0;z-index:2147483647;overflow:auto;margin:0;\
    padding:2rem;background:rgba(20,24,29,.94);color:#f2f4f7;text-align:left";

/// The page with what the preview adds.
pub(super) fn with_preview(page: &str, failure: Option<&str>) -> String {
    let page = without_csp(page);
    let at = page.rfind("</body>").unwrap_or(page.len());
    let overlay = failure.map(overlay).unwrap_or_default();
    format!("{}{overlay}{SCRIPT_ELEMENT}{}", &page[..at], &page[at..])
}

/// A page that stands in while there is nothing to show.
pub(super) fn stand_in(title: &str, body: &str, failure: Option<&str>) -> String {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\" dir=\"ltr\"><meta charset=\"utf-8\">\
         <title>{}</title><body>{body}</body></html>\n",
        escaped(title)
    );
    with_preview(&page, failure)
}

/// A page around the file at `path`, which browsers show in viewers of their own that do not reload.
pub(super) fn viewer(path: &str, failure: Option<&str>) -> String {
    let frame = format!(
        "<style>html,body{{margin:0;height:100%}}iframe{{border:0;width:100%;height:100%}}</style>\
         <iframe src=\"{0}\" title=\"{0}\"></iframe>",
        escaped(path)
    );
    stand_in(path, &frame, failure)
}

fn overlay(failure: &str) -> String {
    format!(
        "<section id=\"promulgate-errors\" role=\"alert\" dir=\"ltr\" lang=\"en\" \
         style=\"{OVERLAY_STYLE}\"><h1 style=\"font:600 1.25rem system-ui;margin:0 0 1rem\">The \
         build failed; behind this is the last one that did not</h1><pre \
         style=\"font:.875rem/1.5 ui-monospace,monospace;margin:0;white-space:pre-wrap;\
         background:none;color:inherit\">{}</pre></section>",
        escaped(failure)
    )
}

/// The page without its policy, which allows no script, not even the one that reloads.
fn without_csp(page: &str) -> Cow<'_, str> {
    const POLICY: &str = "<meta http-equiv=\"content-security-policy\"";
    let Some(start) = page.to_ascii_lowercase().find(POLICY) else {
        return Cow::Borrowed(page);
    };
    let end = page[start..].find('>').map_or(page.len(), |end| start + end + 1);
    Cow::Owned(format!("{}{}", &page[..start], &page[end..]))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
