//! Compiles the law folder into the binary. A folder with a fault does not build.

#[path = "src/folder.rs"]
mod folder;

use std::{env, error::Error, fs, path::Path};

use comity_law::Law;

fn main() -> Result<(), Box<dyn Error>> {
    let law = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../law");
    println!("cargo::rerun-if-changed={}", law.display());
    println!("cargo::rerun-if-changed=src/folder.rs");
    let read = Law::parse(&folder::files(&law)?);
    let mut faults = 0;
    for problem in read.problems.iter().filter(|problem| !problem.is_warning()) {
        faults += 1;
        println!("cargo::error=law/{}:{}: {problem}", problem.path(), problem.line());
    }
    if faults > 0 {
        return Err(format!("the law folder has {faults} faults: `comity law check` of an earlier build explains them").into());
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("law.bin"), read.law.to_compiled()?)?;
    Ok(())
}
