//! A question field by field, as it was stated.

use comity_print::Stated;
use serde_json::Value as Json;

/// What screening wrote into a party: it stands under the parties on the paper, and is nothing that somebody stated.
const FOUND: &str = "screened";

/// Every field with its value, by the path that names it in a transaction.
pub fn rows(question: &Json) -> Vec<Stated> {
    let mut out = Vec::new();
    let mut open: Vec<(String, &Json)> = vec![(String::new(), question)];
    while let Some((path, value)) = open.pop() {
        match value {
            Json::Object(fields) => {
                let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                open.extend(fields.iter().rev().filter(|(name, _)| *name != FOUND).map(|(name, value)| (below(name), value)));
            }
            Json::Array(values) if values.iter().any(|value| value.is_object() || value.is_array()) => {
                open.extend(values.iter().enumerate().rev().map(|(place, value)| (format!("{path}[{place}]"), value)));
            }
            Json::Array(values) => out.push(Stated { field: path, value: values.iter().map(plain).collect::<Vec<_>>().join(", ") }),
            value => out.push(Stated { field: path, value: plain(value) }),
        }
    }
    out
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_field_stands_once_by_its_path() {
        let question = json!({
            "date": "2026-07-23", "end_use": { "military": false },
            "item": [{ "id": "a", "codes": { "l": ["1", "2"] } }, { "id": "b", "value": 7 }],
            "party": [{ "name": "#x", "screened": { "hits": [] } }]
        });
        let rows: Vec<(String, String)> = rows(&question).into_iter().map(|one| (one.field, one.value)).collect();
        let want = [
            ("date", "2026-07-23"),
            ("end_use.military", "false"),
            ("item[0].codes.l", "1, 2"),
            ("item[0].id", "a"),
            ("item[1].id", "b"),
            ("item[1].value", "7"),
            ("party[0].name", "#x"),
        ];
        assert_eq!(rows, want.map(|(field, value)| (field.to_owned(), value.to_owned())));
    }
}
