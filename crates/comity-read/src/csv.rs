//! Comma-separated values with quoted fields (RFC 4180), as far as official renderings use them.

/// The records of a text. A field in quotes may hold commas, line ends and doubled quotes.
///
/// ```
/// let rows = comity_read::csv::records("n,text\n1,\"a, \"\"b\"\"\"\n");
/// assert_eq!(rows[1], ["1", "a, \"b\""]);
/// ```
pub fn records(text: &str) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    let mut row: Vec<String> = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.is_empty() => quoted = true,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                out.push(std::mem::take(&mut row));
            }
            c => field.push(c),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        out.push(row);
    }
    out
}
