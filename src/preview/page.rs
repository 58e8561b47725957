//! What the server adds to a page: the script that reloads it, and the errors of a failed build.

use std::borrow::Cow;

/// Tells the server what the page shows, and exchanges it when it should show something else: without
/// a new navigation, which takes longer and loses the place on the page. A page with scripts of its
/// own is loaded anew.
pub(super) const SCRIPT: &str = r#"(() => {
  const follow = () => {
    const { shown } = document.querySelector("script[data-shown]").dataset;
    // The browser connects again by itself after it lost the server.
    const events = new EventSource("/.promulgate/events?" + shown);
    events.addEventListener("changed", () => {
      events.close();
      exchange().catch(follow);
    });
  };
  const isInView = (image) => {
    const { top, bottom } = image.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const exchange = async () => {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const isPlain = [document, next].every((page) => page.scripts.length === 1);
    if (!answer.ok || !isPlain) return location.reload();
    const root = document.importNode(next.documentElement, true);
    // Pictures that will be in view are there from the start.
    const inView = [...document.images].map(isInView);
    const images = [...root.querySelectorAll("img")].filter((_, index) => inView[index]);
    for (const image of images) image.loading = "eager";
    await Promise.allSettled(images.map((image) => image.decode()));
    document.documentElement.replaceWith(root);
    // The server holds other work back until this is painted; what is hidden never is.
    if (!document.hidden) {
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    }
    follow();
  };
  follow();
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
    padding:2rem;background:rgba(20,24,29,.98);color:#f2f4f7;text-align:left";

/// The page with what the preview adds.
pub(super) fn with_preview(page: &str, shown: &Shown, failure: Option<&str>) -> String {
    let page = without_csp(page);
    let at = page.rfind("</body>").unwrap_or(page.len());
    let overlay = failure.map(overlay).unwrap_or_default();
    let query = escaped(&shown.query());
    let script = format!("<script src=\"/.promulgate/reload.js\" data-shown=\"{query}\"></script>");
    format!("{}{overlay}{script}{}", &page[..at], &page[at..])
}

/// A page of the preview itself; `title` and `body` are HTML.
pub(super) fn stand_in(title: &str, body: &str, shown: &Shown, failure: Option<&str>) -> String {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\" dir=\"ltr\"><meta charset=\"utf-8\">\
         <title>{title}</title><body>{body}</body></html>\n"
    );
    with_preview(&page, shown, failure)
}

/// A page that shows those of a PDF, which are of `sizes`, and leads to the file itself.
pub(super) fn viewer(shown: &Shown, sizes: &[(f32, f32)], failure: Option<&str>) -> String {
    let path = format!("/{}", escaped(&shown.path));
    let query = escaped(&shown.query());
    let mut body =
        format!("<style>{VIEWER_STYLE}</style><p><a href=\"{path}?file\">{path}</a></p>");
    for (index, (width, height)) in sizes.iter().enumerate() {
        let source = |density| format!("/.promulgate/page/{index}/{density}?{query}");
        body += &format!(
            "<img src=\"{}\" srcset=\"{} 2x\" width=\"{width:.0}\" height=\"{height:.0}\" \
             loading=\"lazy\" alt=\"Page {} of {}\">",
            source(1),
            source(2),
            index + 1,
            sizes.len()
        );
    }
    stand_in(&path, &body, shown, failure)
}

const VIEWER_STYLE: &str = "body{margin:1rem;background:#4a4f57;text-align:center;\
    font:1rem system-ui}a{color:#fff}img{display:block;margin:0 auto 1rem;max-width:100%;\
    height:auto;background:#fff}";

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
