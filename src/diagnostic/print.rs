//! Printing diagnostics: for people, as JSON lines, as SARIF 2.1.0.

use std::io::{self, Write};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde_json::{Value, json};
use serde_sarif::sarif;

use super::{Diagnostic, Diagnostics, Severity};

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

/// Prints the diagnostics of a run.
#[derive(Debug, Clone, Copy)]
pub struct Printer {
    /// The form.
    pub format: MessageFormat,
    /// Whether to colour the form for people.
    pub color: bool,
}

impl Printer {
    /// Prints all of `diagnostics` to `out`.
    ///
    /// # Errors
    ///
    /// When writing to `out` fails.
    pub fn print(self, diagnostics: &Diagnostics, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            MessageFormat::Human => {
                for diagnostic in diagnostics {
                    writeln!(out, "{}\n", self.human(diagnostic))?;
                }
                Ok(())
            }
            MessageFormat::Json => {
                for diagnostic in diagnostics {
                    writeln!(out, "{}", as_json(diagnostic))?;
                }
                Ok(())
            }
            MessageFormat::Sarif => writeln!(out, "{:#}", as_sarif(diagnostics)),
        }
    }

    fn human(self, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = level
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.code.as_str())
            .elements(diagnostic.labels.iter().enumerate().map(|(index, label)| {
                let kind =
                    if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
                Snippet::source(label.span.file.text.as_str())
                    .path(label.span.file.path.as_str())
                    .annotation(
                        kind.span(label.span.range.clone())
                            .label((!label.text.is_empty()).then_some(label.text.as_str())),
                    )
            }));
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        renderer.decor_style(DecorStyle::Ascii).render(&[group])
    }
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
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
        "severity": severity_name(diagnostic.severity),
        "message": diagnostic.message,
        "labels": labels,
        "help": diagnostic.help,
    })
}

fn as_sarif(diagnostics: &Diagnostics) -> Value {
    let mut codes: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
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
    let results: Vec<sarif::Result> = diagnostics.iter().map(sarif_result).collect();
    let driver = sarif::ToolComponent::builder()
        .name(env!("CARGO_PKG_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .rules(rules)
        .build();
    let run =
        sarif::Run::builder().tool(sarif::Tool::builder().driver(driver).build()).results(results);
    let log = sarif::Sarif::builder()
        .schema(sarif::SCHEMA_URL)
        .version(json!("2.1.0"))
        .runs(vec![run.build()])
        .build();
    serde_json::to_value(log).unwrap_or_default()
}

fn sarif_result(diagnostic: &Diagnostic) -> sarif::Result {
    let mut message = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        message.push_str("\n\nhelp: ");
        message.push_str(help);
    }
    let locations: Vec<sarif::Location> = diagnostic
        .labels
        .iter()
        .take(1)
        .map(|label| {
            let file = &label.span.file;
            let (line, column) = file.position(label.span.range.start);
            let (end_line, end_column) = file.position(label.span.range.end);
            let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
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
        .level(match diagnostic.severity {
            Severity::Error => sarif::ResultLevel::Error,
            Severity::Warning => sarif::ResultLevel::Warning,
        })
        .message(sarif::Message::builder().text(message).build())
        .locations(locations)
        .build()
}
