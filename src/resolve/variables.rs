//! Variables: the values `{{ … }}` stands for in one locale.
//!
//! An expression is a dotted path, with filters behind bars. It is looked up, never computed: what
//! a text or a translation says is data.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::format::Formats;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Day;
use crate::project::config::{LocaleConfig, PolicyConfig, VariableTable};
use crate::project::field::one_line;

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ExpressionError {
    /// No variable has this path.
    Unknown(String),
    /// It is not a path with filters.
    Syntax,
    /// There is no filter of this name.
    Filter(String),
    /// A filter cannot work on this value.
    Value(String),
    /// The filter `date` stands after something that is no day that there is.
    Day(String),
}

impl ExpressionError {
    /// Says what is wrong with `expression` among `variables`, and what to do about it.
    pub(super) fn diagnostic(&self, expression: &str, variables: &Variables) -> Diagnostic {
        match self {
            ExpressionError::Unknown(path) => {
                let paths = variables.paths();
                let diagnostic =
                    Diagnostic::error(Code::UnknownVariable, format!("unknown variable `{path}`"));
                let bare = path.strip_prefix("variables.");
                let known = bare.and_then(|bare| paths.iter().find(|path| *path == bare));
                match known.map(String::as_str).or_else(|| nearest(path, paths.iter())) {
                    Some(near) if bare == Some(near) => diagnostic.help(format!(
                        "what stands under `[variables]` has no name before its own: write `{near}`"
                    )),
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic.help(
                        "define it in policy/policy.toml; braces meant as such are written \
                         `\\{\\{` and `\\}\\}`, in code too",
                    ),
                }
            }
            ExpressionError::Syntax => Diagnostic::error(
                Code::Expression,
                format!("`{expression}` is not an expression"),
            )
            .help(
                "write a variable's path, with filters behind bars: `{{ name.part | date }}`; braces \
                 meant as such are written `\\{\\{` and `\\}\\}`, in code too",
            ),
            ExpressionError::Filter(name) => {
                Diagnostic::error(Code::Expression, format!("there is no filter `{name}`"))
                    .help("the filter is `date`")
            }
            ExpressionError::Value(value) => {
                Diagnostic::error(Code::Expression, format!("`{value}` cannot be written as text"))
                    .help("use a variable that holds a text, a number, or for `date` a day")
            }
            ExpressionError::Day(value) => {
                Diagnostic::error(Code::Expression, format!("`{value}` is not a day that there is"))
                    .help("set the variable to a day, written as in 2026-06-29")
            }
        }
    }
}

/// The values of one document in one locale.
#[derive(Debug)]
pub(crate) struct Variables {
    values: Map<String, Value>,
}

impl Variables {
    /// Gathers the project's variables, and those that `overlays` override, of which the first counts most.
    pub(crate) fn new<'a>(
        config: &PolicyConfig,
        overlays: impl DoubleEndedIterator<Item = &'a LocaleConfig>,
    ) -> Self {
        let mut values = Map::new();
        add(
            &mut values,
            config.publisher.get_ref(),
            &config.urls,
            &config.contact,
            &config.variables,
        );
        for locale in overlays.rev() {
            add(&mut values, &locale.publisher, &locale.urls, &locale.contact, &locale.variables);
        }
        Variables { values }
    }

    /// Adds what a document says of itself as `document.*`.
    pub(crate) fn set_document(&mut self, fields: BTreeMap<&str, String>) {
        let fields = fields.into_iter().map(|(key, value)| (key.to_owned(), Value::String(value)));
        self.values.insert("document".to_owned(), Value::Object(fields.collect()));
    }

    /// The value of `expression` as text.
    pub(crate) fn evaluate(
        &self,
        expression: &str,
        formats: &Formats,
    ) -> Result<String, ExpressionError> {
        let (path, filters) = split(expression).ok_or(ExpressionError::Syntax)?;
        let mut text = self.text(path)?;
        for filter in filters {
            match filter {
                "date" => {
                    let day: Day = text.parse().map_err(|_| ExpressionError::Day(text))?;
                    text = formats.day(day);
                }
                _ => return Err(ExpressionError::Filter(filter.to_owned())),
            }
        }
        Ok(text)
    }

    /// The value at `path` as text.
    pub(crate) fn text(&self, path: &str) -> Result<String, ExpressionError> {
        let unknown = || ExpressionError::Unknown(path.to_owned());
        let mut parts = path.split('.');
        let mut value =
            parts.next().and_then(|first| self.values.get(first)).ok_or_else(unknown)?;
        for part in parts {
            value = value.get(part).ok_or_else(unknown)?;
        }
        match value {
            // In running text a tab and a line end are spaces.
            Value::String(text) => Ok(one_line(text)),
            Value::Number(number) => Ok(number.to_string()),
            Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => {
                Err(ExpressionError::Value(path.to_owned()))
            }
        }
    }

    /// The paths of all variables, sorted.
    pub(crate) fn paths(&self) -> Vec<String> {
        fn collect(prefix: &str, value: &Value, into: &mut Vec<String>) {
            match value {
                Value::Object(map) => {
                    for (key, value) in map {
                        collect(&format!("{prefix}.{key}"), value, into);
                    }
                }
                _ => into.push(prefix.to_owned()),
            }
        }
        let mut paths = Vec::new();
        for (key, value) in &self.values {
            collect(key, value, &mut paths);
        }
        paths.sort();
        paths
    }
}

/// The path of an expression and its filters; `None` where it is not of that form.
pub(crate) fn split(expression: &str) -> Option<(&str, Vec<&str>)> {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    let mut parts = expression.split('|').map(str::trim);
    let path = parts.next().filter(|path| path.split('.').all(is_name))?;
    let filters: Vec<&str> = parts.collect();
    filters.iter().all(|filter| is_name(filter)).then_some((path, filters))
}

/// Gives the known name closest to `name`, if any is close.
pub(super) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n String>) -> Option<&'n str> {
    known
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate.as_str()))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

fn add(
    values: &mut Map<String, Value>,
    publisher: &VariableTable,
    urls: &VariableTable,
    contact: &VariableTable,
    variables: &VariableTable,
) {
    for (group, table) in [("publisher", publisher), ("urls", urls), ("contact", contact)] {
        let entry = values.entry(group).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(map) = entry {
            map.extend(table.iter().map(|(key, value)| (key.clone(), json(value.get_ref()))));
        }
    }
    values.extend(variables.iter().map(|(key, value)| (key.clone(), json(value.get_ref()))));
}

fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text.clone()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(flag) => Value::Bool(*flag),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(items) => Value::Array(items.iter().map(json).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.iter().map(|(key, value)| (key.clone(), json(value))).collect())
        }
    }
}
