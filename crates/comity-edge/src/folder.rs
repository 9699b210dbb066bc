//! Reading a law folder from disk.

use std::{fs, io, path::Path};

use comity_law::SourceFile;

/// All `.kdl` files below a folder, in the order of their paths.
///
/// # Errors
/// When a folder or file cannot be read.
pub fn files(root: &Path) -> io::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    gather(root, root, &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn gather(folder: &Path, root: &Path, files: &mut Vec<SourceFile>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, root, files)?;
        } else if path.extension().is_some_and(|extension| extension == "kdl") {
            let inside = path.strip_prefix(root).unwrap_or(&path);
            let name: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
            files.push(SourceFile::new(name.join("/"), fs::read_to_string(&path)?));
        }
    }
    Ok(())
}
