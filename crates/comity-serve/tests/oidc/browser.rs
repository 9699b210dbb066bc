//! As much of a browser as signing in needs: it keeps cookies for each host, and goes nowhere by itself.

use std::collections::BTreeMap;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Where it leads; empty where it leads nowhere.
    pub location: String,
    pub body: String,
}

/// A browser with its cookies, by host and name.
#[derive(Default)]
pub struct Browser(BTreeMap<(String, String), String>);

fn host(address: &str) -> String {
    address.split('/').nth(2).unwrap_or_default().to_owned()
}

impl Browser {
    pub fn get(&mut self, address: &str) -> Answer {
        self.send("GET", address, None)
    }

    pub fn post(&mut self, address: &str, form: &str) -> Answer {
        self.send("POST", address, Some(form))
    }

    pub fn cookie(&self, address: &str, name: &str) -> Option<&str> {
        self.0.get(&(host(address), name.to_owned())).map(String::as_str)
    }

    pub fn set(&mut self, address: &str, name: &str, value: &str) {
        self.0.insert((host(address), name.to_owned()), value.to_owned());
    }

    fn send(&mut self, method: &str, address: &str, form: Option<&str>) -> Answer {
        let here = host(address);
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).max_redirects_will_error(false).build();
        let cookies: Vec<String> = self.0.iter().filter(|((host, _), _)| *host == here).map(|((_, name), value)| format!("{name}={value}")).collect();
        let request = ureq::http::Request::builder().method(method).uri(address).header("Cookie", cookies.join("; ")).header("Accept", "text/html");
        let request = if form.is_some() { request.header("Content-Type", "application/x-www-form-urlencoded") } else { request };
        let agent = ureq::Agent::new_with_config(config);
        let mut answer = match form {
            Some(form) => agent.run(request.body(form.to_owned()).unwrap()),
            None => agent.run(request.body(()).unwrap()),
        }
        .unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            self.keep(&here, cookie.to_str().unwrap());
        }
        let location = answer.headers().get("location").map(|place| place.to_str().unwrap().to_owned()).unwrap_or_default();
        Answer { status: answer.status().as_u16(), location, body: answer.body_mut().read_to_string().unwrap() }
    }

    fn keep(&mut self, host: &str, cookie: &str) {
        let (name, rest) = cookie.split_once('=').unwrap();
        let (value, attributes) = rest.split_once(';').unwrap_or((rest, ""));
        if name.starts_with("__Host-") {
            for demanded in ["Secure", "HttpOnly", "Path=/", "SameSite=Lax"] {
                assert!(attributes.split(';').any(|attribute| attribute.trim() == demanded), "`{name}` without {demanded}");
            }
            assert!(!attributes.contains("Domain"));
        }
        let is_over = attributes.contains("Max-Age=0") || attributes.contains("1970");
        if is_over {
            self.0.remove(&(host.to_owned(), name.to_owned()));
        } else {
            self.0.insert((host.to_owned(), name.to_owned()), value.to_owned());
        }
    }
}
