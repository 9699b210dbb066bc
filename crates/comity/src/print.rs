//! `comity print`: a determination on paper.

use std::{
    fs,
    io::{IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use comity_decide::{Options, ReceiptRecord};
use comity_edge::{
    document::Document,
    replay::{Replayed, replay},
};
use comity_print::Asked;
use comity_serve::{LawInUse, paper};
use jiff::civil::Date;
use serde_json::Value as Json;

use crate::{
    error::CliError,
    output::{note, say},
};

/// Arguments of `comity print`.
#[derive(Args)]
pub struct Arguments {
    /// A receipt file, as `comity decide --receipt` writes it: the question is decided again, and printed where the same answer comes out. Or an answer, as
    /// `comity decide --json` prints it, which is printed as it stands.
    file: PathBuf,
    /// Where the PDF is written; `-` for standard output.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Whose determination it is, as it stands on the paper.
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    /// Who asked.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// A folder of fonts for names in scripts that the fonts of this program lack.
    #[arg(long, value_name = "DIR", env = "COMITY_FONTS")]
    fonts: Option<PathBuf>,
}

pub fn run(folder: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, CliError> {
    let file = Document::read(&arguments.file)?;
    let law = LawInUse::load(folder)?;
    let is_receipt = file.value.get("format").and_then(Json::as_str) == Some(ReceiptRecord::FORMAT);
    let (question, answer) = if is_receipt {
        match again(&law, &file)? {
            Ok((question, answer)) => (Some(question), answer),
            Err(differences) => {
                say!("another answer comes out now than the receipt is of, so nothing is printed:")?;
                for line in differences {
                    say!("  {line}")?;
                }
                return Ok(ExitCode::from(1));
            }
        }
    } else if file.value.get("findings").is_some_and(Json::is_array) {
        (None, file.value)
    } else {
        return Err(CliError::NotPrintable { name: file.name });
    };
    let asked = Asked { organisation: arguments.organisation.clone(), by: arguments.by.clone(), ..Asked::default() };
    let day = answer
        .get("date")
        .and_then(Json::as_str)
        .and_then(|day| day.parse::<Date>().ok())
        .ok_or_else(|| CliError::NotPrintable { name: "the answer".into() })?;
    let paper = paper::paper(&law, question.as_ref(), &answer, asked, paper::beginning(day));
    let presses = paper::PressRoom::new(arguments.fonts.clone());
    let printed = paper::pdf(presses.press()?, &paper)?;
    if !printed.without_glyph.is_empty() {
        note!(
            "! {} characters have no glyph in the fonts at hand and stand by their code points: give a folder of fonts with --fonts",
            printed.without_glyph.len()
        );
    }
    if arguments.output == Path::new("-") {
        let mut out = std::io::stdout().lock();
        if out.is_terminal() {
            return Err(CliError::Terminal);
        }
        out.write_all(&printed.bytes)?;
        out.flush()?;
    } else {
        fs::write(&arguments.output, &printed.bytes).map_err(CliError::file("write", &arguments.output))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The question of a receipt with the answer that comes out again; in what the two differ, where another one does.
fn again(law: &LawInUse, file: &Document) -> Result<Result<(Json, Json), Vec<String>>, CliError> {
    let question = file.value.get("input").cloned().unwrap_or_default();
    let strict = file.value.pointer("/receipt/strict").and_then(Json::as_bool).unwrap_or_default();
    let text = serde_json::to_string(&file.value).unwrap_or_default();
    if let Replayed::Other(differences) = replay(law.engine(), law.lazy_criteria(), Document::parse(file.name.clone(), text, true)?)? {
        return Ok(Err(differences));
    }
    let text = serde_json::to_string(&question).unwrap_or_default();
    let transaction = Document::parse(file.name.clone(), text, true)?.transaction(law.law(), law.lazy_criteria(), None)?;
    let determination = law.engine().decide_with_receipt(&transaction, &question, Options { strict, explain: false });
    let answer = serde_json::to_value(&determination).unwrap_or_default();
    Ok(Ok((question, answer)))
}
