//! What the server adds to a page: the script that reloads it, and the errors of a failed build.

use std::borrow::Cow;

/// Tells the server what the page shows, and exchanges it when it should show something else: without
/// a new navigation, which takes longer and loses the place on the page. A page with scripts of its
/// own, or around a PDF, is loaded anew. The browser connects again by itself after it lost the server.
pub(super) const SCRIPT: &str = r#"(() => {
  const isPlain = (page) => page.scripts.length === 1 && !page.querySelector("iframe");
  const follow = (page) => {
    const events = new EventSource("/.promulgate/events?" + page.scripts[0].dataset.shown);
    events.addEventListener("changed", async () => {
      events.close();
      if (!isPlain(page)) return location.reload();
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || !isPlain(next)) return location.reload();
      document.documentElement.replaceWith(next.documentElement);
      follow(document);
    });
  };
  follow(document);
})();
"#;

/// What a page shows: a state of the file at a path, with or without errors over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// The path of a file, published or not.
    pub(super) path: String,
    /// Tells its states apart.
    pub(super) version: String,
}

impl Shown {
    /// As the script sends it.
    fn query(&self) -> String {
        format!("{}/{}", self.version, self.path)
    }

    /// What [`Shown::query`] made.
    pub(super) fn from_query(query: &str) -> Option<Self> {
        let (version, path) = query.split_once('/')?;
        Some(Shown { path: path.to_owned(), version: version.to_owned() })
    }
}

const OVERLAY_STYLE: &str = "position:fixed;inset:0;z-index:2147483647;overflow:auto;margin:0;\
    padding:2rem;background:rgba(20,24,29,.94);color:#f2f4f7;text-align:left";

/// The page with what the preview adds.
pub(super) fn with_preview(page: &str, shown: &Shown, failure: Option<&str>) -> String {
    let page = without_csp(page);
    let at = page.rfind("</body>").unwrap_or(page.len());
    let overlay = failure.map(overlay).unwrap_or_default();
    let query = escaped(&shown.query());
    let script = format!("<script src=\"/.promulgate/reload.js\" data-shown=\"{query}\"></script>");
    format!("{}{overlay}{script}{}", &page[..at], &page[at..])
}

/// A page that stands in while there is nothing to show.
pub(super) fn stand_in(title: &str, body: &str, shown: &Shown, failure: Option<&str>) -> String {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\" dir=\"ltr\"><meta charset=\"utf-8\">\
         <title>{}</title><body>{body}</body></html>\n",
        escaped(title)
    );
    with_preview(&page, shown, failure)
}

/// A page around a file that browsers show in viewers of their own, which do not reload.
pub(super) fn viewer(shown: &Shown, failure: Option<&str>) -> String {
    let path = format!("/{}", shown.path);
    let frame = format!(
        "<style>html,body{{margin:0;height:100%}}iframe{{border:0;width:100%;height:100%}}</style>\
         <iframe src=\"{0}\" title=\"{0}\"></iframe>",
        escaped(&path)
    );
    stand_in(&path, &frame, shown, failure)
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
