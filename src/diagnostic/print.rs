//! Printing diagnostics: for people, as JSON lines, as SARIF 2.1.0.

use std::collections::BTreeMap;
use std::io::{self, Write};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};
use serde_sarif::sarif;

use super::harmless::{harmless, harmless_json};
use super::{Code, Diagnostic, Diagnostics, Kind, More, Severity, Span};

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum MessageFormat {
    /// With an excerpt, for people.
    #[default]
    Human,
    /// One JSON object per line.
    Json,
    /// One SARIF 2.1.0 log (OASIS), for code-scanning services.
    Sarif,
}

/// Prints the diagnostics of a run; by default for people, without colours.
///
/// ```
/// use promulgate::diagnostic::{Code, Diagnostic, MessageFormat, Printer};
///
/// let found = Diagnostic::error(Code::Io, "the disk is full").help("make room").into();
/// let mut out = Vec::new();
/// Printer::default().print(&found, &mut out)?;
/// assert!(String::from_utf8_lossy(&out).starts_with("error[P802]: the disk is full"));
/// let json = Printer { format: MessageFormat::Json, ..Printer::default() };
/// json.print(&found, &mut out)?;
/// # Ok::<_, std::io::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Printer {
    /// The form.
    pub format: MessageFormat,
    /// Whether to colour the form for people.
    pub color: bool,
}

/// Findings of one code and severity in one file that people are shown; programs get all that are
/// listed.
const SHOWN: usize = 50;

impl Printer {
    /// Prints all of `diagnostics` to `out`. Where there are very many of a kind in a file, a last
    /// line tells how many more there are.
    ///
    /// # Errors
    ///
    /// When writing to `out` fails.
    pub fn print(self, diagnostics: &Diagnostics, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            MessageFormat::Human => self.print_human(diagnostics, out),
            MessageFormat::Json => {
                for diagnostic in diagnostics {
                    writeln!(out, "{}", harmless_json(&as_json(diagnostic).to_string()))?;
                }
                for more in diagnostics.more() {
                    writeln!(out, "{}", harmless_json(&more_as_json(more).to_string()))?;
                }
                Ok(())
            }
            MessageFormat::Sarif => {
                writeln!(out, "{}", harmless_json(&format!("{:#}", as_sarif(diagnostics))))
            }
        }
    }

    fn print_human(self, diagnostics: &Diagnostics, out: &mut dyn Write) -> io::Result<()> {
        let mut counts: BTreeMap<(Code, Severity, Option<&str>), usize> = BTreeMap::new();
        for one in diagnostics {
            let count = counts.entry((one.code, one.severity, one.file())).or_default();
            *count += 1;
            if *count <= SHOWN {
                writeln!(out, "{}\n", self.render(excerpt(one)))?;
            }
        }
        for more in diagnostics.more() {
            *counts.entry((more.code, more.severity, more.file.as_deref())).or_default() +=
                more.count();
        }
        for ((code, severity, file), count) in counts.into_iter().filter(|one| one.1 > SHOWN) {
            let message = more_of(count - SHOWN, file);
            let group = level(severity).primary_title(message).id(code.as_str());
            let help = "mend the first ones; `--message-format json` lists more of them";
            let group = group.element(Level::HELP.message(help));
            writeln!(out, "{}\n", self.render(group))?;
        }
        Ok(())
    }

    fn render(self, group: Group<'_>) -> String {
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        renderer.decor_style(DecorStyle::Ascii).render(&[group])
    }
}

/// Lays out a diagnostic with the lines of the file that it marks.
fn excerpt(diagnostic: &Diagnostic) -> Group<'_> {
    let title = level(diagnostic.severity)
        .primary_title(harmless(&diagnostic.message))
        .id(diagnostic.code.as_str());
    let mut elements: Vec<Element<'_>> = Vec::new();
    for (index, label) in diagnostic.labels.iter().enumerate() {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let Span { file, range } = label.span.excerpt();
        let start = file.place(0);
        let place = file.place(range.start);
        // What acts on the terminal is longer as an escape.
        let at = |offset: usize| harmless(&file.text[..offset]).len();
        let range = at(range.start)..at(range.end);
        let text = harmless(&file.text);
        let is_as_counted = start.column == 1 && text == file.text;
        let snippet = Snippet::source(text.into_owned()).line_start(start.line).annotation(
            kind.span(range).label((!label.text.is_empty()).then(|| harmless(&label.text))),
        );
        let path = harmless(&label.span.file.path);
        if is_as_counted {
            elements.push(snippet.path(path).into());
        } else {
            // The snippet is a part of its line, or has escapes in it, and would count columns by that.
            let origin = Origin::path(path).line(place.line).char_column(place.column);
            elements.extend([origin.into(), snippet.into()]);
        }
    }
    let help = diagnostic.help.as_deref().map(harmless);
    elements.extend(help.map(|help| Level::HELP.message(help).into()));
    title.elements(elements)
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    }
}

fn more_of(count: usize, file: Option<&str>) -> String {
    match file {
        Some(file) => format!("{count} more of this kind in `{}`", harmless(file)),
        None => format!("{count} more of this kind"),
    }
}

fn as_json(diagnostic: &Diagnostic) -> Value {
    let labels: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let file = &label.span.file;
            let (line, column) = file.position(label.span.range.start);
            let (end_line, end_column) = file.position(label.span.range.end);
            json!({
                "file": file.path,
                "line": line,
                "column": column,
                "end_line": end_line,
                "end_column": end_column,
                "text": label.text,
            })
        })
        .collect();
    json!({
        "code": diagnostic.code.as_str(),
        "severity": diagnostic.severity.as_str(),
        "kind": diagnostic.code.kind().as_str(),
        "message": diagnostic.message,
        "labels": labels,
        "help": diagnostic.help,
    })
}

/// Findings that are not listed, as a finding of its own with their number in `more`.
fn more_as_json(more: &More) -> Value {
    json!({
        "code": more.code.as_str(),
        "severity": more.severity.as_str(),
        "kind": more.code.kind().as_str(),
        "message": more_of(more.count(), more.file.as_deref()),
        "labels": [],
        "help": null,
        "more": more.count(),
    })
}

fn as_sarif(diagnostics: &Diagnostics) -> Value {
    let mut codes: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.extend(diagnostics.more().iter().map(|more| more.code));
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<sarif::ReportingDescriptor> = codes
        .iter()
        .map(|code| {
            let text = |text: &str| sarif::MultiformatMessageString::builder().text(text).build();
            sarif::ReportingDescriptor::builder()
                .id(code.as_str())
                .short_description(text(code.title()))
                .full_description(text(code.explanation()))
                .build()
        })
        .collect();
    // A result is about what was looked at; what kept the tool from looking is a notification.
    let (results, failures): (Vec<_>, Vec<_>) =
        diagnostics.iter().partition(|diagnostic| diagnostic.code.kind() == Kind::Input);
    let notifications: Vec<_> = failures.into_iter().map(sarif_notification).collect();
    let results = results.into_iter().map(sarif_result);
    let results: Vec<sarif::Result> =
        results.chain(diagnostics.more().iter().map(sarif_more)).collect();
    let invocation = sarif::Invocation::builder()
        .execution_successful(matches!(diagnostics.kind(), None | Some(Kind::Input)))
        .tool_execution_notifications(notifications)
        .build();
    let driver = sarif::ToolComponent::builder()
        .name(env!("CARGO_PKG_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .rules(rules)
        .build();
    let run =
        sarif::Run::builder().tool(sarif::Tool::builder().driver(driver).build()).results(results);
    let run = run.invocations(vec![invocation]);
    let log = sarif::Sarif::builder()
        .schema(sarif::SCHEMA_URL)
        .version(json!("2.1.0"))
        .runs(vec![run.build()])
        .build();
    serde_json::to_value(log).unwrap_or_default()
}

fn sarif_message(diagnostic: &Diagnostic) -> sarif::Message {
    let mut message = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        message.push_str("\n\nhelp: ");
        message.push_str(help);
    }
    sarif::Message::builder().text(message).build()
}

fn sarif_notification(diagnostic: &Diagnostic) -> sarif::Notification {
    let rule = sarif::ReportingDescriptorReference::builder().id(diagnostic.code.as_str()).build();
    let kind = json!({ "kind": diagnostic.code.kind().as_str() });
    let properties = serde_json::from_value::<sarif::PropertyBag>(kind).unwrap_or_default();
    sarif::Notification::builder()
        .associated_rule(rule)
        .level(json!(diagnostic.severity.as_str()))
        .message(sarif_message(diagnostic))
        .properties(properties)
        .build()
}

fn sarif_result(diagnostic: &Diagnostic) -> sarif::Result {
    let locations: Vec<sarif::Location> = diagnostic
        .labels
        .iter()
        .take(1)
        .map(|label| {
            let file = &label.span.file;
            let (line, column) = file.position(label.span.range.start);
            let (end_line, end_column) = file.position(label.span.range.end);
            let region = sarif::Region::builder()
                .start_line(number(line))
                .start_column(number(column))
                .end_line(number(end_line))
                .end_column(number(end_column))
                .build();
            let artifact = sarif::ArtifactLocation::builder().uri(file.path.clone()).build();
            let physical = sarif::PhysicalLocation::builder()
                .artifact_location(artifact)
                .region(region)
                .build();
            sarif::Location::builder().physical_location(physical).build()
        })
        .collect();
    sarif::Result::builder()
        .rule_id(diagnostic.code.as_str())
        .level(sarif_level(diagnostic.severity))
        .message(sarif_message(diagnostic))
        .locations(locations)
        .build()
}

/// Findings that are not listed, as one result with their number.
fn sarif_more(more: &More) -> sarif::Result {
    let locations = more.file.iter().map(|file| {
        let artifact = sarif::ArtifactLocation::builder().uri(file.clone()).build();
        let physical = sarif::PhysicalLocation::builder().artifact_location(artifact).build();
        sarif::Location::builder().physical_location(physical).build()
    });
    let locations: Vec<sarif::Location> = locations.collect();
    let message = more_of(more.count(), more.file.as_deref());
    sarif::Result::builder()
        .rule_id(more.code.as_str())
        .level(sarif_level(more.severity))
        .message(sarif::Message::builder().text(message).build())
        .locations(locations)
        .occurrence_count(number(more.count()))
        .build()
}

fn sarif_level(severity: Severity) -> sarif::ResultLevel {
    match severity {
        Severity::Error => sarif::ResultLevel::Error,
        Severity::Warning => sarif::ResultLevel::Warning,
    }
}

fn number(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
