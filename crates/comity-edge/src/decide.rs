//! One transaction decided, as every door answers it.

use comity_decide::{Batch, Determination, Engine, Options, ReceiptRecord, Transaction};
use comity_law::Law;
use jiff::civil::Date;
use serde_json::Value as Json;

use crate::{bundled::LazyCriteria, document::Document, error::EdgeError, screening::Screening};

/// A transaction with its answer.
pub struct Decided<'e> {
    /// The document, with what screening found written into its parties.
    pub document: Document,
    /// The document, read.
    pub transaction: Transaction,
    /// The answer, with its receipt.
    pub determination: Determination<'e>,
    as_of: Option<Date>,
    options: Options,
}

/// Screens the parties of a document, reads the transaction, decides it and gives the receipt.
///
/// # Errors
/// With every fault of the document and its place; when an edition of a list cannot be read.
pub fn decide<'e>(
    engine: &'e Engine<'_>,
    criteria: &LazyCriteria,
    screening: Option<&Screening>,
    mut document: Document,
    as_of: Option<Date>,
    options: Options,
) -> Result<Decided<'e>, EdgeError> {
    if let Some(screening) = screening {
        screening.add(&mut document.value, as_of)?;
    }
    let transaction = document.transaction(engine.law(), criteria, as_of)?;
    let determination = engine.decide_with_receipt(&transaction, &document.value, options);
    Ok(Decided { document, transaction, determination, as_of, options })
}

/// The same without explanation, as a line of `comity decide --batch`, with what the batch remembers.
///
/// # Errors
/// As [`decide`].
pub fn decide_to_line(
    batch: &mut Batch,
    law: &Law,
    criteria: &LazyCriteria,
    screening: Option<&Screening>,
    mut document: Document,
    as_of: Option<Date>,
) -> Result<Vec<u8>, EdgeError> {
    if let Some(screening) = screening {
        screening.add(&mut document.value, as_of)?;
    }
    let transaction = document.transaction(law, criteria, as_of)?;
    let mut out = Vec::with_capacity(1 << 15);
    batch.decide_to_json(&transaction, &document.value, &mut out);
    out.push(b'\n');
    Ok(out)
}

impl Decided<'_> {
    /// The answer as a line, with a line break at its end.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which no answer of the engine is.
    pub fn to_line(&self) -> Result<Vec<u8>, EdgeError> {
        let mut out = serde_json::to_vec(&self.determination).map_err(std::io::Error::from)?;
        out.push(b'\n');
        Ok(out)
    }

    /// The answer in the published form, with a line break at its end.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which no answer of the engine is.
    pub fn to_json(&self) -> Result<Vec<u8>, EdgeError> {
        let mut out = Vec::with_capacity(1 << 13);
        serde_json::to_writer_pretty(&mut out, &self.determination).map_err(std::io::Error::from)?;
        out.push(b'\n');
        Ok(out)
    }

    /// The receipt with the transaction that it is of, for `comity replay`; `None` where the engine gave no receipt. Where the day was set from
    /// outside, the transaction states that day, and the receipt is of it as it states it.
    pub fn receipt(&self, engine: &Engine) -> Option<ReceiptRecord> {
        let mut input = self.document.value.clone();
        let receipt = match (self.as_of, input.as_object_mut()) {
            (Some(day), Some(fields)) => {
                fields.insert("date".into(), day.to_string().into());
                serde_json::to_value(engine.decide_with_receipt(&self.transaction, &input, self.options).receipt?)
            }
            _ => serde_json::to_value(self.determination.receipt.as_ref()?),
        };
        let receipt: Json = receipt.ok()?;
        Some(ReceiptRecord { format: ReceiptRecord::FORMAT, input, receipt })
    }
}
