//! Checks a law folder: `cargo run -p comity-law --example check -- law`.

use comity_law::{Law, SourceFile};

fn walk(dir: &std::path::Path, root: &std::path::Path, files: &mut Vec<SourceFile>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, root, files)?;
        } else if path.extension().is_some_and(|extension| extension == "kdl") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            files.push(SourceFile::new(name, std::fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    let root = std::env::args().nth(1).unwrap_or_else(|| "law".into());
    let mut files = Vec::new();
    walk(root.as_ref(), root.as_ref(), &mut files)?;
    let start = std::time::Instant::now();
    let read = Law::parse(&files);
    for problem in &read.problems {
        println!("{}:{}: {}", problem.path(), problem.line(), problem);
        if let Some(help) = miette::Diagnostic::help(problem) {
            println!("    {help}");
        }
    }
    println!("{} files, {} rules, {} problems, {:?}", files.len(), read.law.rules.len(), read.problems.len(), start.elapsed());
    Ok(())
}
