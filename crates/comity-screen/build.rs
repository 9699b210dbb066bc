//! Fingerprints the sources of this crate: an index is kept by the code that made it, and never read by other code.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let mut files = Vec::new();
    for folder in ["src", "words"] {
        println!("cargo::rerun-if-changed={folder}");
        below(&Path::new(&root).join(folder), &mut files)?;
    }
    files.sort();
    // FNV-1a: nothing but an accident is to be told apart.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in files {
        for byte in fs::read(file)? {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    println!("cargo::rustc-env=COMITY_SCREEN_FINGERPRINT={hash:016x}");
    Ok(())
}

fn below(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            below(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
