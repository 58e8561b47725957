//! The JSON Schema of [`Document`], generated from the types (JSON Schema draft 2020-12).

use schemars::generate::SchemaSettings;

use super::{Document, SCHEMA_ID};

/// Gives the JSON Schema of [`Document`] as pretty-printed JSON that ends with a line break.
#[must_use]
pub fn document_schema() -> String {
    let mut schema =
        SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Document>();
    schema.insert("$id".to_owned(), SCHEMA_ID.into());
    let mut json = format!("{:#}", schema.to_value());
    json.push('\n');
    json
}
