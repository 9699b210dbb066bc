//! Writing the criteria of an edition, and the worksheet of whoever curates it.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use comity_read::{
    criteria::{Phrasebook, rows_of},
    import_criteria::{ImportedCriteria, import_criteria},
};
use jiff::civil::Date;

use super::Arguments;
use crate::{error::CliError, output::say};

pub fn write(root: &Path, list: &Path, date: Date, source: &Path, arguments: &Arguments) -> Result<(), CliError> {
    if !root.join("vocabulary").join("characteristics").is_dir() {
        say!("  ! {} has no vocabulary of characteristics: no criteria were read", root.display())?;
        return Ok(());
    }
    let start = std::time::Instant::now();
    let imported = import_criteria(&arguments.list, date, source, &phrasebook(root)?)?;
    let read = start.elapsed();
    let target = list.join("criteria").join(date.to_string());
    if !arguments.dry_run {
        replace(&target, &imported.files)?;
    }
    if let Some(folder) = &arguments.worksheet {
        worksheet(&folder.join(format!("{}-{date}", arguments.list.replace('/', "-"))), &imported)?;
    }
    let (numeric, whole) = imported.numeric;
    let unread = imported.unread.len();
    say!("{} {date}: {numeric} paragraphs with figures, {whole} read whole; {unread} with a part not read; {} wordings", arguments.list, imported.words.len())?;
    let done = if arguments.dry_run { "nothing written".to_owned() } else { format!("{} files written to {}", imported.files.len(), target.display()) };
    say!("  read in {read:.1?}; {done}")?;
    Ok(())
}

/// The phrases of the vocabulary in the law folder.
fn phrasebook(root: &Path) -> Result<Phrasebook, CliError> {
    let folder = root.join("vocabulary").join("characteristics");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder).map_err(CliError::file("read", &folder))?.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut rows = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "kdl")) {
        let text = fs::read_to_string(path).map_err(CliError::file("read", path))?;
        let read =
            rows_of(&text).map_err(|error| CliError::file("understand", path)(std::io::Error::new(std::io::ErrorKind::InvalidData, error.to_string())))?;
        rows.extend(read);
    }
    Ok(Phrasebook::new(rows))
}

/// Makes a folder hold these files and no other derived ones.
fn replace(folder: &Path, files: &[(String, String)]) -> Result<(), CliError> {
    fs::create_dir_all(folder).map_err(CliError::file("make the folder", folder))?;
    for old in fs::read_dir(folder).map_err(CliError::file("read", folder))?.flatten() {
        let name = old.file_name().to_string_lossy().into_owned();
        if name.ends_with(".kdl") && !files.iter().any(|(file, _)| *file == name) {
            fs::remove_file(old.path()).map_err(CliError::file("remove", old.path()))?;
        }
    }
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).map_err(CliError::file("write", &path))?;
    }
    Ok(())
}

fn worksheet(folder: &Path, imported: &ImportedCriteria) -> Result<(), CliError> {
    fs::create_dir_all(folder).map_err(CliError::file("make the folder", folder))?;
    // Writing to a string cannot fail.
    let (mut words, mut unread, mut unknown) = (String::new(), String::new(), String::new());
    for (digest, row) in &imported.words {
        let _ = writeln!(words, "{digest}\t{}\t{}", row.codes.join(" "), row.words);
    }
    for (code, text, why) in &imported.unread {
        let _ = writeln!(unread, "{code}\t{why}\t{text}");
    }
    for ((phrase, unit), (count, code)) in &imported.unknown {
        let _ = writeln!(unknown, "{count}\t{code}\t{unit}\t{phrase}");
    }
    for (name, text) in [("words.tsv", words), ("unread.tsv", unread), ("unknown.tsv", unknown)] {
        let path = folder.join(name);
        fs::write(&path, text).map_err(CliError::file("write", &path))?;
    }
    Ok(())
}
