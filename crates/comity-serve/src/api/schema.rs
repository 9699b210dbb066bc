//! The description of the API: what the routes say of themselves, with the shapes of questions and answers.

use comity_edge::schema;
use comity_law::Law;
use serde_json::{Value as Json, json};

/// Shapes of questions and answers that are made elsewhere, as JSON Schema.
static SHAPES: &str = include_str!("shapes.json");

/// The description, OpenAPI 3.1, with every fact that the law knows.
pub fn openapi(law: &Law) -> Json {
    let (_, described) = super::router().split_for_parts();
    // Descriptions always serialise; the shapes are read by a test.
    let mut described = serde_json::to_value(described).unwrap_or_default();
    let shapes: Json = serde_json::from_str(SHAPES).unwrap_or_default();
    let mut transaction = schema::schema(law);
    if let Some(fields) = transaction.as_object_mut() {
        // Within an OpenAPI document the dialect is that of the document.
        fields.remove("$schema");
    }
    if let Some(known) = described.pointer_mut("/components/schemas").and_then(Json::as_object_mut) {
        known.extend(shapes.as_object().cloned().unwrap_or_default());
        let items = transaction.pointer("/properties/item").cloned().unwrap_or_default();
        known.insert("Items".to_owned(), json!({ "type": "object", "properties": { "item": items }, "required": ["item"] }));
        known.insert("Transaction".to_owned(), transaction);
    }
    described
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_that_a_route_names_is_there() {
        let law = comity_edge::bundled::law(None).unwrap();
        let described = openapi(&law);
        let shapes = described.pointer("/components/schemas").unwrap().as_object().unwrap();
        let text = described.to_string();
        let named: Vec<&str> = text.split("\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(named.len() > 30);
        for name in named {
            assert!(shapes.contains_key(name), "{name}");
        }
        for name in serde_json::from_str::<Json>(SHAPES).unwrap().as_object().unwrap().keys() {
            assert!(text.contains(&format!("#/components/schemas/{name}\"")), "{name} is named by nothing");
        }
    }
}
