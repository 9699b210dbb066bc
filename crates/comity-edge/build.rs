//! Compiles the law folder into the binary. A folder with a fault does not build.

#[path = "src/folder.rs"]
mod folder;

use std::{env, error::Error, fs, path::Path};

use comity_law::{Law, criteria::Criteria, official::Official};

fn main() -> Result<(), Box<dyn Error>> {
    let law = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../law");
    println!("cargo::rerun-if-changed={}", law.display());
    println!("cargo::rerun-if-changed=src/folder.rs");
    let files = folder::files(&law)?;
    let read = Law::parse(&files);
    let criteria = Criteria::parse(&files);
    let official = Official::parse(&files);
    let mut faults = 0;
    for problem in read.problems.iter().chain(&criteria.problems).chain(&official.problems).filter(|problem| !problem.is_warning()) {
        faults += 1;
        println!("cargo::error=law/{}:{}: {problem}", problem.path(), problem.line());
    }
    if faults > 0 {
        return Err(format!("the law folder has {faults} faults: `comity law check` of an earlier build explains them").into());
    }
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("law.bin"), read.law.to_compiled()?)?;
    fs::write(Path::new(&out).join("criteria.bin"), criteria.criteria.to_compiled()?)?;
    fs::write(Path::new(&out).join("official.bin"), official.official.to_compiled()?)?;
    Ok(())
}
