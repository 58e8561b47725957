//! The HTML view of texts and blocks. Every string of content is escaped here and nowhere else.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter, Write};

use super::{
    Align, Block, BlockId, BlockKind, Document, Image, Inline, Inventory, ListItem, Section, Table,
    TableKind, Text, UnitState,
};

/// What the markup of a block needs to know of its document.
struct Context {
    images: BTreeMap<String, Image>,
    words: BTreeMap<String, String>,
    /// ` lang="…" dir="…"` of the document, for words of its language inside another one.
    own_language: String,
}

impl Context {
    /// A label before what the element that has it holds.
    fn label(&self, label: &str) -> String {
        super::labelled(&self.words, label, "")
    }

    fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, String::as_str)
    }
}

/// Fills every `html` field of `document`.
pub(super) fn fill(document: &mut Document) {
    let context = Context {
        images: document.images.clone(),
        words: document.words.clone(),
        own_language: language(&document.locale.tag, document.locale.dir),
    };
    text(&mut document.title, &context);
    text(&mut document.summary, &context);
    for section in &mut document.sections {
        fill_section(section, &context);
    }
    for note in &mut document.footnotes {
        for block in &mut note.blocks {
            fill_block(block, &note.id, &context);
        }
    }
    fill_inventory(&mut document.inventory, &context);
}

fn fill_inventory(inventory: &mut Inventory, context: &Context) {
    for category in &mut inventory.categories {
        text(&mut category.name, context);
        text(&mut category.usage, context);
        text(&mut category.meaning, context);
    }
    for provider in &mut inventory.providers {
        text(&mut provider.role, context);
    }
    for item in &mut inventory.items {
        text(&mut item.purpose, context);
        text(&mut item.retention, context);
    }
}

fn fill_section(section: &mut Section, context: &Context) {
    text(&mut section.title, context);
    for block in &mut section.blocks {
        fill_block(block, &section.id, context);
    }
    for child in &mut section.sections {
        fill_section(child, context);
    }
}

/// `heading` is the id of the element that names the part the block stands in.
fn fill_block(block: &mut Block, heading: &BlockId, context: &Context) {
    let mut html = String::new();
    let id = Escaped(block.id.as_str());
    match &mut block.kind {
        BlockKind::Paragraph { content } => {
            text(content, context);
            put(
                &mut html,
                format_args!("<p id=\"{id}\"{}>{}</p>", attributes(content), content.html),
            );
        }
        BlockKind::List { start, items, .. } => {
            let list = if start.is_some() { "ol" } else { "ul" };
            let tasks = items.iter().any(|item| item.done.is_some());
            put(&mut html, format_args!("<{list} id=\"{id}\""));
            if tasks {
                html.push_str(" class=\"tasks\"");
            }
            if let Some(start) = start.filter(|start| *start != 1) {
                put(&mut html, format_args!(" start=\"{start}\""));
            }
            html.push('>');
            for item in items {
                list_item(&mut html, item, heading, context);
            }
            put(&mut html, format_args!("</{list}>"));
        }
        BlockKind::Quote { blocks } => {
            put(&mut html, format_args!("<blockquote id=\"{id}\">"));
            inner(&mut html, blocks, heading, context);
            html.push_str("</blockquote>");
        }
        BlockKind::Alert { alert, title, blocks } => {
            text(title, context);
            let (name, heading_html) = (alert.name(), &title.html);
            put(
                &mut html,
                format_args!(
                    "<div id=\"{id}\" class=\"alert alert-{name}\" role=\"note\">\
                     <p class=\"alert-title\">{heading_html}</p>"
                ),
            );
            inner(&mut html, blocks, heading, context);
            html.push_str("</div>");
        }
        BlockKind::Code { language, code } => {
            put(&mut html, format_args!("<pre id=\"{id}\" tabindex=\"0\" dir=\"ltr\"><code"));
            if let Some(language) = language {
                put(&mut html, format_args!(" class=\"language-{}\"", Escaped(language)));
            }
            put(&mut html, format_args!(">{}</code></pre>", Escaped(code)));
        }
        BlockKind::Table(table) => write_table(&mut html, table, &id, heading, context),
        BlockKind::Rule => put(&mut html, format_args!("<hr id=\"{id}\">")),
    }
    block.html = html;
}

fn inner(html: &mut String, blocks: &mut [Block], heading: &BlockId, context: &Context) {
    for block in blocks {
        fill_block(block, heading, context);
        html.push_str(&block.html);
    }
}

fn list_item(html: &mut String, item: &mut ListItem, heading: &BlockId, context: &Context) {
    html.push_str("<li>");
    if let Some(done) = item.done {
        let (word, sign) = if done { ("task.done", '☑') } else { ("task.open", '☐') };
        let word = Escaped(context.word(word));
        put(
            html,
            format_args!("<span class=\"box\" role=\"img\" aria-label=\"{word}\">{sign}</span>"),
        );
    }
    inner(html, &mut item.blocks, heading, context);
    html.push_str("</li>");
}

fn write_table(
    html: &mut String,
    table: &mut Table,
    id: &Escaped,
    heading: &BlockId,
    context: &Context,
) {
    let class = match table.kind {
        TableKind::Plain => "plain",
        TableKind::Categories => "categories",
        TableKind::Inventory => "inventory",
        TableKind::Providers => "providers",
    };
    let (need, widths) = needs(table);
    // A wide table scrolls in its own box, which the keyboard must be able to reach (WCAG 2.1.1).
    put(
        html,
        format_args!(
            "<div id=\"{id}\" class=\"table table-{class} {need}\" role=\"group\" tabindex=\"0\" \
             aria-labelledby=\"{}\"><table><thead><tr>",
            Escaped(heading.as_str())
        ),
    );
    for (column, width) in table.columns.iter_mut().zip(widths) {
        text(&mut column.title, context);
        let title = &column.title;
        put(
            html,
            format_args!(
                "<th scope=\"col\" class=\"least-{width}{}\"{}>{}</th>",
                end(column.align),
                attributes(title),
                title.html
            ),
        );
    }
    html.push_str("</tr></thead><tbody>");
    for row in &mut table.rows {
        html.push_str("<tr>");
        for (index, (cell, column)) in row.iter_mut().zip(&table.columns).enumerate() {
            text(cell, context);
            let names_the_row = index == 0 && table.kind != TableKind::Plain;
            let (element, scope) =
                if names_the_row { ("th", " scope=\"row\"") } else { ("td", "") };
            put(
                html,
                format_args!(
                    "<{element}{scope}{}{} data-label=\"{}\">{}</{element}>",
                    align(column.align),
                    attributes(cell),
                    Escaped(&context.label(&column.title.text)),
                    cell.html
                ),
            );
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></div>");
}

/// How much room a table needs, as the style sheet tells it apart, and how wide each column is at least,
/// in em: as wide as its longest word, if that leaves room for the others.
fn needs(table: &Table) -> (&'static str, Vec<u8>) {
    /// What a cell has around its text.
    const PADDING: f32 = 1.8;
    let columns = super::measure::columns(table);
    let widths =
        |longest: f32| columns.iter().map(move |column| column.word.clamp(1.0, longest).ceil());
    let sum = |longest: f32| widths(longest).map(|width| width + PADDING).sum::<f32>();
    let longest = [16.0, 12.0, 9.0, 6.0].into_iter().find(|longest| sum(*longest) <= 46.0);
    let longest = longest.unwrap_or(6.0);
    let need = match sum(longest) {
        room if room <= 20.0 && table.kind == TableKind::Plain => "table-narrow",
        room if room <= 38.0 => "table-medium",
        room if room <= 46.0 => "table-wide",
        _ => "table-widest",
    };
    // None is above 16.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let widths = widths(longest).map(|width| width as u8).collect();
    (need, widths)
}

fn end(align: Align) -> &'static str {
    match align {
        Align::Start => "",
        Align::Center => " center",
        Align::End => " end",
    }
}

fn align(align: Align) -> &'static str {
    match align {
        Align::Start => "",
        Align::Center => " class=\"center\"",
        Align::End => " class=\"end\"",
    }
}

/// Language attributes for the element that holds `text`, where it is in another language.
fn attributes(text: &Text) -> String {
    match (&text.lang, text.dir) {
        (Some(tag), Some(dir)) => language(tag, dir),
        _ => String::new(),
    }
}

fn language(tag: &super::LocaleTag, dir: super::Direction) -> String {
    let dir = match dir {
        super::Direction::Ltr => "ltr",
        super::Direction::Rtl => "rtl",
    };
    format!(" lang=\"{}\" dir=\"{dir}\"", Escaped(tag.as_str()))
}

fn text(text: &mut Text, context: &Context) {
    let mut html = String::new();
    if text.state.is_fallback() {
        let word = if text.state == UnitState::Fuzzy { "mark.fuzzy" } else { "mark.missing" };
        put(
            &mut html,
            format_args!(
                "<span class=\"mark\"{}>{}</span> ",
                context.own_language,
                Escaped(context.word(word))
            ),
        );
    }
    inlines(&mut html, &text.content, context);
    text.html = html;
}

fn inlines(html: &mut String, content: &[Inline], context: &Context) {
    for inline in content {
        match inline {
            Inline::Text { text } => put(html, format_args!("{}", Escaped(text))),
            Inline::Code { text } => {
                html.push_str("<code dir=\"ltr\">");
                code(html, text);
                html.push_str("</code>");
            }
            Inline::Emphasis { content } => element(html, "em", content, context),
            Inline::Strong { content } => element(html, "strong", content, context),
            Inline::Strikethrough { content } => element(html, "s", content, context),
            Inline::Link { href, content } => {
                put(html, format_args!("<a href=\"{}\">", Escaped(&super::uri(href))));
                inlines(html, content, context);
                html.push_str("</a>");
            }
            Inline::Reference { target, content } => {
                put(html, format_args!("<a href=\"#{}\">", Escaped(target.as_str())));
                inlines(html, content, context);
                html.push_str("</a>");
            }
            Inline::Footnote { target, id, label } => put(
                html,
                format_args!(
                    "<sup><a id=\"{}\" href=\"#{}\" role=\"doc-noteref\">{}</a></sup>",
                    Escaped(id.as_str()),
                    Escaped(target.as_str()),
                    Escaped(label)
                ),
            ),
            Inline::Image { src, alt } => {
                if let Some(image) = context.images.get(src) {
                    put(
                        html,
                        format_args!(
                            "<img src=\"data:{};base64,{}\" alt=\"{}\">",
                            Escaped(&image.media_type),
                            image.data,
                            Escaped(alt)
                        ),
                    );
                }
            }
            Inline::Break => html.push_str("<br>"),
        }
    }
}

/// A long name may break after its separators.
fn code(html: &mut String, name: &str) {
    const LONG: usize = 16;
    if name.len() <= LONG || name.contains(' ') {
        return put(html, format_args!("{}", Escaped(name)));
    }
    for (index, part) in super::measure::natural(name).into_iter().enumerate() {
        if index > 0 {
            html.push_str("<wbr>");
        }
        put(html, format_args!("{}", Escaped(part)));
    }
}

fn element(html: &mut String, name: &str, content: &[Inline], context: &Context) {
    put(html, format_args!("<{name}>"));
    inlines(html, content, context);
    put(html, format_args!("</{name}>"));
}

/// Writing to a `String` cannot fail.
fn put(html: &mut String, arguments: fmt::Arguments<'_>) {
    let _ = html.write_fmt(arguments);
}

/// Text with the five characters escaped that mean something in HTML, in elements and attributes.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['<', '>', '&', '"', '\'']) {
            let (plain, special) = rest.split_at(at);
            f.write_str(plain)?;
            f.write_str(match special.as_bytes()[0] {
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'&' => "&amp;",
                b'"' => "&quot;",
                _ => "&#39;",
            })?;
            rest = &special[1..];
        }
        f.write_str(rest)
    }
}
