//! Tables of a body.

use std::ops::Range;

use comrak::nodes::{Node, TableAlignment};

use super::super::source::SourceBlockKind;
use super::blocks::Reader;
use super::units::empty_unit;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Align, BlockId, UnitId};

impl<'a> Reader<'a, '_> {
    /// Reports a cell that has no column: it would be gone.
    pub(super) fn check_cells(&mut self, row: Node<'a>, columns: usize) {
        let span = self.span(row);
        if let Some(lost) = surplus(&span.file.text[span.range.clone()], columns) {
            let start = span.range.start + lost.start;
            let lost = Span::new(&span.file, start..start + lost.len());
            self.diagnostics.push(
                Diagnostic::error(
                    Code::SurplusCell,
                    format!("a row with more cells than the table has columns ({columns})"),
                )
                .label(lost, "this cell has no column")
                .help("give the table a heading for it; a bar inside a cell is written `\\|`"),
            );
        }
    }

    /// Reads a table, whose first row is its head.
    pub(super) fn table(
        &mut self,
        node: Node<'a>,
        id: &BlockId,
        alignments: &[TableAlignment],
    ) -> SourceBlockKind {
        let mut rows = Vec::new();
        for (r, row) in node.children().enumerate() {
            let mut cells = Vec::new();
            for (c, cell) in row.children().enumerate() {
                let unit = UnitId::from(&id.child(r).child(c + 1));
                let text = self.unit(cell, unit.clone());
                cells.push(text.unwrap_or_else(|| empty_unit(cell, unit, self.span(cell), false)));
            }
            rows.push(cells);
        }
        let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        let align = |column: usize| match alignments.get(column) {
            Some(TableAlignment::Center) => Align::Center,
            Some(TableAlignment::Right) => Align::End,
            Some(TableAlignment::Left | TableAlignment::None) | None => Align::Start,
        };
        let columns =
            head.into_iter().enumerate().map(|(column, title)| (title, align(column))).collect();
        SourceBlockKind::Table { columns, rows }
    }
}

/// Tells where in the row `text` the first cell is that is past `columns` and not empty.
fn surplus(text: &str, columns: usize) -> Option<Range<usize>> {
    let line = text.trim_start();
    let line = line.strip_prefix('|').unwrap_or(line);
    let before = text.len() - line.len();
    let line = line.trim_end();
    let mut cells = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, c) in line.char_indices() {
        if c == '|' && !escaped {
            cells.push(start..at);
            start = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    cells.push(start..line.len());
    cells.into_iter().skip(columns).find_map(|cell| {
        let words = line[cell.clone()].trim_start();
        let start = before + cell.end - words.len();
        let length = words.trim_end().len();
        (length > 0).then_some(start..start + length)
    })
}
