//! The provider at which people may sign in, as it is told on the command line.

use std::{fs, path::PathBuf};

use clap::Args;
use comity_serve::{ServeError, oidc::Settings};

use crate::error::CliError;

/// What is told of the provider. All of it or nothing: the issuer calls for the client and its secret.
#[derive(Args)]
pub struct OidcArguments {
    /// Let people sign in at an OpenID Connect provider: its issuer, to the letter. It sends people back to PUBLIC-URL/sign-in/oidc/callback, which
    /// has to be registered there.
    #[arg(long, value_name = "URL", env = "COMITY_OIDC_ISSUER", requires_all = ["oidc_client_id", "oidc_client_secret_file"])]
    oidc_issuer: Option<String>,
    /// What this server is called there.
    #[arg(long, value_name = "ID", env = "COMITY_OIDC_CLIENT_ID", requires = "oidc_issuer")]
    oidc_client_id: Option<String>,
    /// The file with the secret that it gave this server.
    #[arg(long, value_name = "FILE", env = "COMITY_OIDC_CLIENT_SECRET_FILE", requires = "oidc_issuer")]
    oidc_client_secret_file: Option<PathBuf>,
    /// What people call the provider (default: its host).
    #[arg(long, value_name = "NAME", env = "COMITY_OIDC_NAME", requires = "oidc_issuer")]
    oidc_name: Option<String>,
}

impl OidcArguments {
    /// The provider, where one is told.
    ///
    /// # Errors
    /// When the secret cannot be read, or an address cannot be used.
    pub fn settings(&self, own: &str) -> Result<Option<Settings>, CliError> {
        let (Some(issuer), Some(client), Some(file)) = (&self.oidc_issuer, &self.oidc_client_id, &self.oidc_client_secret_file) else { return Ok(None) };
        let secret = fs::read_to_string(file).map_err(CliError::file("read", file))?;
        let settings = Settings::new(issuer, client, &secret, self.oidc_name.as_deref(), own).map_err(ServeError::from)?;
        Ok(Some(settings))
    }
}
