//! Tables in plain text: a grid where columns stay wide enough to read, else one record per row.

use std::collections::BTreeMap;

use super::blocks::Writer;
use super::wrap::{hang, width, wrap};
use crate::document::{Align, Direction, Table, TableKind, Text, labelled};

/// Narrower columns break words too often to be read.
const NARROWEST: usize = 14;

impl Writer<'_> {
    /// The lines of a table.
    pub(super) fn table(&mut self, table: &Table, columns: usize) -> Vec<String> {
        let heads: Vec<String> =
            table.columns.iter().map(|column| self.text(&column.title)).collect();
        let rows: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|row| row.iter().map(|cell: &Text| self.text(cell)).collect())
            .collect();
        // Signs between columns would be reordered with right-to-left text around them.
        let grid = match self.document.locale.dir {
            Direction::Ltr => {
                widths(&heads, &rows, columns).filter(|widths| fits(&heads, &rows, widths))
            }
            Direction::Rtl => None,
        };
        match grid {
            Some(widths) => grid_lines(table, &heads, &rows, &widths),
            None => record_lines(&self.document.words, table, &heads, &rows, columns),
        }
    }
}

/// Widths for the columns of a grid, if it fits.
fn widths(heads: &[String], rows: &[Vec<String>], columns: usize) -> Option<Vec<usize>> {
    let room = columns.checked_sub(3 * heads.len().saturating_sub(1))?;
    let natural: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(column, head)| {
            let cells = rows.iter().filter_map(|row| row.get(column)).chain([head]);
            cells.flat_map(|cell| cell.lines().map(width)).max().unwrap_or(0).max(1)
        })
        .collect();
    if natural.iter().sum::<usize>() <= room {
        return Some(natural);
    }
    // Columns that need little get it; the others share the rest by what they hold.
    let mut widths = vec![0; natural.len()];
    let mut open: Vec<usize> = (0..natural.len()).collect();
    let mut rest = room;
    loop {
        let share = rest / open.len().max(1);
        let (narrow, wide): (Vec<usize>, Vec<usize>) =
            open.iter().partition(|&&column| natural[column] <= share);
        if narrow.is_empty() {
            let readable = wide.is_empty() || share >= NARROWEST;
            share_by_content(&wide, &natural, rest, &mut widths);
            return readable.then_some(widths);
        }
        for column in narrow {
            widths[column] = natural[column];
            rest -= natural[column];
        }
        open = wide;
    }
}

/// Gives each of `columns` the narrowest width and shares the rest in proportion to what it holds,
/// so that the cells of a row come out about equally high.
fn share_by_content(columns: &[usize], natural: &[usize], room: usize, widths: &mut [usize]) {
    let spare = room.saturating_sub(NARROWEST * columns.len());
    let wanted = |column: usize| natural[column].saturating_sub(NARROWEST);
    let sum: usize = columns.iter().map(|&column| wanted(column)).sum();
    for &column in columns {
        widths[column] = NARROWEST + spare * wanted(column) / sum.max(1);
    }
}

/// Whether no word is wider than its column: a longer one would break the grid.
fn fits(heads: &[String], rows: &[Vec<String>], widths: &[usize]) -> bool {
    let rows = rows.iter().map(Vec::as_slice).chain([heads]);
    rows.flat_map(|row| row.iter().zip(widths))
        .all(|(cell, columns)| wrap(cell, *columns).iter().all(|line| width(line) <= *columns))
}

fn grid_lines(
    table: &Table,
    heads: &[String],
    rows: &[Vec<String>],
    widths: &[usize],
) -> Vec<String> {
    let mut lines = row_lines(table, heads, widths);
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    lines.push(rule.join("-+-"));
    let multiline = rows.iter().any(|row| row_lines(table, row, widths).len() > 1);
    for (index, row) in rows.iter().enumerate() {
        if index > 0 && multiline {
            lines.push(
                widths.iter().map(|width| " ".repeat(*width)).collect::<Vec<_>>().join(" | "),
            );
        }
        lines.extend(row_lines(table, row, widths));
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

fn row_lines(table: &Table, row: &[String], widths: &[usize]) -> Vec<String> {
    let cells: Vec<Vec<String>> =
        row.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    (0..height)
        .map(|line| {
            let parts: Vec<String> = cells
                .iter()
                .zip(widths)
                .zip(&table.columns)
                .map(|((cell, &columns), column)| {
                    pad(cell.get(line).map_or("", String::as_str), columns, column.align)
                })
                .collect();
            parts.join(" | ")
        })
        .collect()
}

fn pad(text: &str, columns: usize, align: Align) -> String {
    let space = columns.saturating_sub(width(text));
    let before = match align {
        Align::Start => 0,
        Align::Center => space / 2,
        Align::End => space,
    };
    format!("{}{text}{}", " ".repeat(before), " ".repeat(space - before))
}

fn record_lines(
    words: &BTreeMap<String, String>,
    table: &Table,
    heads: &[String],
    rows: &[Vec<String>],
    columns: usize,
) -> Vec<String> {
    let mut lines = Vec::new();
    for row in rows {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        for (index, (head, cell)) in heads.iter().zip(row).enumerate() {
            if index == 0 && table.kind != TableKind::Plain {
                lines.extend(wrap(cell, columns));
            } else {
                // The words of a cell hang below each other, past the indent of the record.
                let labelled = labelled(words, head, cell);
                let mut wrapped = hang("    ", &labelled, columns).into_iter();
                if let Some(first) = wrapped.next() {
                    lines.push(format!("  {}", first.trim_start()));
                }
                lines.extend(wrapped);
            }
        }
    }
    lines
}
