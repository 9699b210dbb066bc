//! A catalogue from a table: which column says what, what each row makes of an item, and what is wrong with which row.
//!
//! Nothing is stored here, and nothing is dropped in silence: a column that is not read is named, a row that cannot be used says why and what to do,
//! and a code that its list does not have is kept as it is written and said to be unknown.

mod cell;
mod columns;

use std::collections::HashMap;

use comity_law::{Law, criteria::Characteristics};
use jiff::civil::Date;

pub use columns::{Column, Meaning};

use crate::{since, table::Table};

/// What a table makes of a catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// The columns in their order, each with what it is read as.
    pub columns: Vec<Column>,
    /// The rows that can be used.
    pub items: Vec<ItemRow>,
    /// What is wrong with rows that cannot be used, in their order.
    pub faults: Vec<RowFault>,
}

/// What a row says of an item. What is absent was not said: an item that is there already keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemRow {
    /// The row's number, as [`Row::number`](crate::table::Row::number).
    pub number: u64,
    /// The organisation's own name for the item.
    pub reference: String,
    /// What it is.
    pub description: Option<String>,
    /// Its tariff number, digits alone.
    pub hs: Option<String>,
    /// The code of the country that it comes from.
    pub origin: Option<String>,
    /// Characteristics by id, as written.
    pub characteristics: Vec<(String, String)>,
    /// What it was classified as.
    pub codes: Vec<CodeCell>,
    /// Why.
    pub reasons: Option<String>,
}

/// What an item was classified as in one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeCell {
    /// The list.
    pub list: String,
    /// The code as the list writes it; as the row does where the list does not have it.
    pub code: String,
    /// The day on which it was decided, where the row says.
    pub decided: Option<Date>,
    /// The edition by which it was decided, as [`since::edition_on`] names it.
    pub edition: String,
    /// Whether the list has the code, or the code is the list's word for being on no entry.
    pub is_known: bool,
    /// The code of the list that is nearest to one that it does not have.
    pub near: Option<String>,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The row's number.
    pub number: u64,
    /// The column, where one is meant.
    pub column: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

impl Import {
    /// Names of columns of which nothing is read.
    pub fn unread(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter(|column| column.meaning == Meaning::Unread && !column.name.is_empty()).map(|column| column.name.as_str())
    }

    /// Codes that their lists do not have, each with its row's number.
    pub fn unknown_codes(&self) -> impl Iterator<Item = (u64, &CodeCell)> {
        self.items.iter().flat_map(|item| item.codes.iter().filter(|code| !code.is_known).map(|code| (item.number, code)))
    }
}

/// What a table makes of a catalogue, by the law that is loaded, on a day.
///
/// The columns are recognised by their names: see `data/columns.txt` of this crate. Without a column for the reference every row is at fault.
#[must_use]
pub fn read(law: &Law, vocabulary: &Characteristics, table: &Table, today: Date) -> Import {
    let columns = columns::recognised(law, vocabulary, &table.columns);
    let mut import = Import { columns, ..Import::default() };
    let mut seen: HashMap<String, u64> = HashMap::new();
    for row in &table.rows {
        let mut reading = Reading { law, columns: &import.columns, number: row.number, today, faults: Vec::new() };
        for fault in &row.faults {
            reading.fault(None, fault.clone(), "mend the row in the file");
        }
        let item = reading.item(row);
        if let Some(first) = seen.get(&item.reference).filter(|_| !item.reference.is_empty()) {
            let message = format!("row {first} has the reference {} already", item.reference);
            reading.fault(None, message, "leave one row for each item");
        }
        let faults = reading.faults;
        if faults.is_empty() {
            seen.insert(item.reference.clone(), row.number);
            import.items.push(item);
        } else {
            import.faults.extend(faults);
        }
    }
    import
}

/// A row being read.
struct Reading<'a> {
    law: &'a Law,
    columns: &'a [Column],
    number: u64,
    today: Date,
    faults: Vec<RowFault>,
}

impl Reading<'_> {
    fn fault(&mut self, column: Option<&str>, message: String, remedy: &str) {
        self.faults.push(RowFault { number: self.number, column: column.map(str::to_owned), message, remedy: remedy.to_owned() });
    }

    fn item(&mut self, row: &crate::table::Row) -> ItemRow {
        let mut item = ItemRow { number: self.number, ..ItemRow::default() };
        let columns = self.columns;
        let mut days: HashMap<Option<&str>, Date> = HashMap::new();
        let mut codes: Vec<(&str, &str, &str)> = Vec::new();
        for (column, cell) in columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_empty()) {
            let cell = cell.as_str();
            match &column.meaning {
                Meaning::Unread => {}
                Meaning::Reference => match cell::reference(cell) {
                    Ok(()) => item.reference = cell.to_owned(),
                    Err(fault) => self.fault(Some(&column.name), fault.message, fault.remedy),
                },
                Meaning::Description => item.description = Some(cell.to_owned()),
                Meaning::Reasons => item.reasons = Some(cell.to_owned()),
                Meaning::Characteristic(id) => item.characteristics.push((id.clone(), cell.to_owned())),
                Meaning::Hs => match cell::hs(cell) {
                    Ok(digits) => item.hs = Some(digits),
                    Err(fault) => self.fault(Some(&column.name), fault.message, fault.remedy),
                },
                Meaning::Origin => match cell::country(self.law, cell) {
                    Ok(code) => item.origin = Some(code),
                    Err(fault) => self.fault(Some(&column.name), fault.message, fault.remedy),
                },
                Meaning::Decided(list) => match cell::day(cell, self.today) {
                    Ok(day) => drop(days.insert(list.as_deref(), day)),
                    Err(fault) => self.fault(Some(&column.name), fault.message, fault.remedy),
                },
                Meaning::Code(list) => codes.push((list, cell, &column.name)),
            }
        }
        if item.reference.is_empty() && self.faults.is_empty() {
            let remedy = match columns.iter().any(|column| column.meaning == Meaning::Reference) {
                true => "give the item a reference of your own that no other item has",
                false => "name the column that has your own name of each item: Reference, or Part number",
            };
            self.fault(None, "the row has no reference".to_owned(), remedy);
        }
        for (list, cell, column) in codes {
            let decided = days.get(&Some(list)).or_else(|| days.get(&None)).copied();
            match self.code(list, cell, decided) {
                Ok(code) => item.codes.push(code),
                Err(fault) => self.fault(Some(column), fault.message, fault.remedy),
            }
        }
        item
    }

    fn code(&self, list: &str, cell: &str, decided: Option<Date>) -> Result<CodeCell, cell::Fault> {
        cell::one_code(cell)?;
        let known = self.law.lists.iter().find(|known| *known.id == *list);
        let (code, is_known, near) = match known {
            Some(list) => cell::code(list, cell),
            None => (cell.to_owned(), false, None),
        };
        if !is_known && cell.parse::<f64>().is_ok() {
            return Err(cell::Fault {
                message: format!("`{cell}` is a number and no code of the list"),
                remedy: "format the column as text and write the code again: a spreadsheet may have made a number of it",
            });
        }
        let edition = known.map_or_else(|| since::on_day(decided.unwrap_or(self.today)), |list| since::edition_on(list, decided.unwrap_or(self.today)));
        Ok(CodeCell { list: list.to_owned(), code, decided, edition, is_known, near })
    }
}
