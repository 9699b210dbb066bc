//! Every route that there is: of the API by its description, of the portal by its routers as they are written.

use std::{fs, path::Path};

/// Method and route, from the description that is published.
pub fn of_the_api() -> Vec<(String, String)> {
    let described = comity_serve::openapi(&comity_edge::bundled::law(None).unwrap());
    let mut routes = Vec::new();
    for (route, methods) in described["paths"].as_object().unwrap() {
        routes.extend(methods.as_object().unwrap().keys().map(|method| (method.to_uppercase(), route.clone())));
    }
    assert!(routes.len() > 50);
    routes
}

/// Method and route, from the source: a router cannot be asked for its routes. What could add one in a way that is not read here is not used.
pub fn of_the_portal() -> Vec<(String, String)> {
    let mut routes = Vec::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    read(&source, &source.join("portal"), &mut routes);
    assert!(routes.len() > 30);
    routes
}

fn read(folder: &Path, portal: &Path, routes: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, portal, routes);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for other in [".route_service(", ".nest_service(", ".fallback_service(", "MethodRouter", "MethodFilter"] {
            assert!(!text.contains(other), "{}: `{other}` makes a route that the matrix does not see", path.display());
        }
        assert!(!calls(&text, "any"), "{}: a route of any method is none that the matrix sees", path.display());
        if path.starts_with(portal) || path == portal.with_extension("rs") {
            assert!(!text.contains(".nest("), "{}", path.display());
            routes.extend(text.split(".route(").skip(1).flat_map(route));
        } else {
            assert!(!text.contains(".route("), "{}: routes of the API are made by `routes!`, which describes them", path.display());
        }
    }
}

/// The methods of one `.route("…", get(…).post(…))`.
fn route(rest: &str) -> Vec<(String, String)> {
    let (path, handlers) = rest.trim_start().strip_prefix('"').unwrap().split_once('"').unwrap();
    let mut depth = 1;
    let end = handlers.find(|letter| {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    let handlers = &handlers[..end.unwrap()];
    let found: Vec<_> = ["get", "post", "put", "patch", "delete", "head", "options"].into_iter().filter(|method| mentions(handlers, method)).collect();
    assert!(!found.is_empty(), "{path}: no method in `{handlers}`");
    found.into_iter().map(|method| (method.to_uppercase(), path.to_owned())).collect()
}

/// Whether a text calls a function of this name, which is no method.
fn calls(text: &str, name: &str) -> bool {
    text.match_indices(&format!("{name}(")).any(|(at, _)| !text[..at].ends_with(|before: char| before.is_alphanumeric() || "_.".contains(before)))
}

/// Whether a text calls a function or method of this name.
fn mentions(text: &str, name: &str) -> bool {
    text.match_indices(&format!("{name}(")).any(|(at, _)| !text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
}
