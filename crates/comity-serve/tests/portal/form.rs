//! A page's forms as a browser would send them, with every field as it stands there.

use super::{Page, Site};

/// Names with values.
pub type Fields = Vec<(String, String)>;

impl Page {
    /// The fields of the first form of the part of the page that is named by `id`.
    pub fn form(&self, id: &str) -> Fields {
        let (_, part) = self.body.split_once(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no part `{id}`: {}", self.body));
        let (_, form) = part.split_once("<form").unwrap();
        fields(form.split("</form>").next().unwrap())
    }

    /// The fields of the first form that leads to an address.
    pub fn form_to(&self, action: &str, button: &str) -> Fields {
        let forms = self.body.split("<form").skip(1).map(|form| form.split("</form>").next().unwrap());
        let mut fitting = forms.filter(|form| form.contains(&format!("action=\"{action}\"")) && form.contains(button));
        fields(fitting.next().unwrap_or_else(|| panic!("no form to {action} with {button}: {}", self.body)))
    }
}

impl Site {
    /// Sends a form.
    pub fn send(&self, path: &str, fields: &Fields) -> Page {
        self.post(path, &fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>())
    }
}

/// The value of a field.
pub fn get<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Enters a value, whatever stood there.
pub fn set(fields: &mut Fields, name: &str, value: &str) {
    fields.retain(|(known, _)| known != name);
    fields.push((name.to_owned(), value.to_owned()));
}

fn fields(form: &str) -> Fields {
    let mut fields = Vec::new();
    let mut select = None;
    for tag in form.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap_or((tag, ""));
        let kind = tag.split_whitespace().next().unwrap_or_default();
        let (name, value) = (attribute(tag, "name"), attribute(tag, "value").unwrap_or_default());
        match (kind, name) {
            ("input", Some(name)) if attribute(tag, "type").as_deref() != Some("radio") || tag.contains(" checked") => fields.push((name, value)),
            ("textarea", Some(name)) => fields.push((name, plain(text))),
            ("select", Some(name)) => select = Some(name),
            // A browser sends the first of the choices where none is chosen.
            ("option", _) => {
                if let Some(name) = &select {
                    let before = fields.iter().position(|(known, _)| known == name);
                    match before {
                        None => fields.push((name.clone(), value)),
                        Some(at) if tag.contains(" selected") => fields[at].1 = value,
                        Some(_) => {}
                    }
                }
            }
            ("/select", _) => select = None,
            _ => {}
        }
    }
    fields
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(plain)
}

fn plain(text: &str) -> String {
    let marks = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    marks.iter().fold(text.to_owned(), |text, (mark, plain)| text.replace(mark, plain))
}
