//! What a server is told of its provider.

use miette::Diagnostic;
use openidconnect::{ClientId, ClientSecret, IssuerUrl, RedirectUrl, url};
use thiserror::Error;

use super::web::is_safe;

/// Least length of a client secret. It seals the flow that browsers carry, so it must not be guessable by whoever holds such a flow; providers make
/// longer ones.
const SHORTEST_SECRET: usize = 16;

/// The provider at which people may sign in, and what it knows this server by.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(super) issuer: IssuerUrl,
    pub(super) client: ClientId,
    pub(super) secret: ClientSecret,
    pub(super) back: RedirectUrl,
    name: String,
}

impl Settings {
    /// Where the provider sends people back to, below the server's own address: what is registered with it.
    pub const BACK: &str = "/sign-in/oidc/callback";

    /// A provider by its issuer, and this server by its client id, its secret and its own address as browsers see it. Without a name, the provider
    /// is shown by its host.
    ///
    /// ```
    /// use comity_serve::oidc::Settings;
    ///
    /// let settings = Settings::new("https://id.example", "comity", "a secret of some length", None, "https://comity.example").unwrap();
    /// assert_eq!((settings.name(), settings.back()), ("id.example", "https://comity.example/sign-in/oidc/callback"));
    /// ```
    ///
    /// # Errors
    /// Where an address is none, or is neither `https` nor of this machine, or the secret is too short.
    pub fn new(issuer: &str, client: &str, secret: &str, name: Option<&str>, own: &str) -> Result<Self, SettingError> {
        let found = address("the provider's issuer", issuer)?;
        let base = address("the server's own address", own)?;
        if !matches!(base.path(), "" | "/") {
            return Err(SettingError::Address { what: "the server's own address", text: own.into(), why: "it stands at the root of its host" });
        }
        let secret = secret.trim();
        if secret.len() < SHORTEST_SECRET {
            return Err(SettingError::ShortSecret);
        }
        if client.trim().is_empty() {
            return Err(SettingError::NoClient);
        }
        let wrong = |_| SettingError::Address { what: "the server's own address", text: own.into(), why: "it is none" };
        let back = RedirectUrl::new(format!("{}{}", own.trim_end_matches('/'), Self::BACK)).map_err(wrong)?;
        let name = name.map(str::trim).filter(|name| !name.is_empty()).map_or_else(|| found.host_str().unwrap_or(issuer).to_owned(), str::to_owned);
        // An issuer is compared as it is written: https://id.example and https://id.example/ are two.
        let issuer =
            IssuerUrl::new(issuer.to_owned()).map_err(|_| SettingError::Address { what: "the provider's issuer", text: issuer.into(), why: "it is none" })?;
        Ok(Self { issuer, client: ClientId::new(client.trim().into()), secret: ClientSecret::new(secret.into()), back, name })
    }

    /// As people know the provider.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the provider sends people back to.
    pub fn back(&self) -> &str {
        self.back.as_str()
    }

    /// The issuer, to the letter.
    pub fn issuer(&self) -> &str {
        self.issuer.as_str()
    }
}

fn address(what: &'static str, text: &str) -> Result<url::Url, SettingError> {
    let wrong = |why| SettingError::Address { what, text: text.into(), why };
    let address = url::Url::parse(text).map_err(|_| wrong("it is none"))?;
    if address.query().is_some() || address.fragment().is_some() || !address.username().is_empty() || address.password().is_some() {
        return Err(wrong("it has parts that it must not have: a name, a query or a fragment"));
    }
    if is_safe(&address) { Ok(address) } else { Err(wrong("only https is safe, or http on this machine itself")) }
}

/// What a server cannot be told.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum SettingError {
    /// An address that is none, or that is not safe.
    #[error("{what} `{text}` cannot be used: {why}")]
    #[diagnostic(code(comity::serve::oidc::address), help("write it as https://HOST, as the provider's documentation or your proxy has it"))]
    Address {
        /// Which one.
        what: &'static str,
        /// As it was given.
        text: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A secret that could be guessed.
    #[error("the client secret is shorter than {SHORTEST_SECRET} characters")]
    #[diagnostic(code(comity::serve::oidc::secret), help("let the provider make one, and write it into the file alone"))]
    ShortSecret,
    /// No client id.
    #[error("the client id is empty")]
    #[diagnostic(code(comity::serve::oidc::client), help("the provider gives it when this server is registered there"))]
    NoClient,
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[track_caller]
    fn check(issuer: &str, secret: &str, own: &str, want: &str) {
        let found = Settings::new(issuer, "comity", secret, None, own).map_err(|error| error.to_string());
        let got = found.as_ref().map_or_else(String::as_str, |settings| settings.back());
        assert_eq!(got, want, "{issuer} {own}");
    }

    const SECRET: &str = "0123456789abcdef";

    #[test]
    fn only_safe_addresses_are_taken() {
        check("https://id.example/realm", SECRET, "https://comity.example/", "https://comity.example/sign-in/oidc/callback");
        check("http://127.0.0.1:9000", SECRET, "http://localhost:8080", "http://localhost:8080/sign-in/oidc/callback");
        let unsafe_ = "cannot be used: only https is safe, or http on this machine itself";
        check("http://id.example", SECRET, "https://comity.example", &format!("the provider's issuer `http://id.example` {unsafe_}"));
        check("https://id.example", SECRET, "http://comity.example", &format!("the server's own address `http://comity.example` {unsafe_}"));
        check(
            "https://id.example",
            SECRET,
            "https://a.example/comity",
            "the server's own address `https://a.example/comity` cannot be used: it stands at the root of its host",
        );
        check("id.example", SECRET, "https://a.example", "the provider's issuer `id.example` cannot be used: it is none");
    }

    #[test]
    fn a_secret_that_could_be_guessed_is_refused() {
        check("https://id.example", "secret", "https://comity.example", "the client secret is shorter than 16 characters");
    }

    #[test]
    fn the_secret_is_not_written_out() {
        let settings = Settings::new("https://id.example", "comity", SECRET, Some("Firm"), "https://comity.example").unwrap();
        assert!(!format!("{settings:?}").contains(SECRET));
        assert_eq!(settings.name(), "Firm");
    }
}
