//! The conversation with the provider.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use openidconnect::{
    AccessToken, AuthType, AuthorizationCode, ClaimsVerificationError, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RequestTokenError, Scope, SignatureVerificationError, SubjectIdentifier, TokenResponse as _,
    UserInfoError,
    core::{CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdTokenClaims, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreUserInfoClaims},
    url::Url,
};
use tokio::sync::Mutex;

use super::{
    OidcError, Settings,
    flow::{Flow, Key, LASTS},
    web::{Web, WebError},
};

/// For how long the provider's documents count as current.
const CURRENT: Duration = Duration::from_secs(3600);
/// How soon they may be fetched again: where they could not be, or where a key is not among them.
const AGAIN: Duration = Duration::from_secs(5);

/// Signatures that are believed: those that only the holder of a private key can make. Anything else, the absence of one included, is refused.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A provider at which people may sign in. What it publishes of itself is fetched when somebody first asks for it: a server starts without it.
pub struct Provider {
    settings: Settings,
    key: Key,
    web: Web,
    found: Mutex<Option<Found>>,
}

/// A client as a provider's documents make it.
type Client = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What came of looking for the provider's documents.
struct Found {
    at: Instant,
    metadata: Result<Arc<CoreProviderMetadata>, String>,
}

/// Whom the provider proved somebody to be.
pub struct Proved {
    /// The provider, to the letter.
    pub issuer: String,
    /// As the provider names them, always the same.
    pub subject: String,
    claimed: Option<(String, bool)>,
    access: AccessToken,
}

impl Provider {
    /// The provider of some settings.
    pub fn new(settings: Settings) -> Self {
        let key = Key::of(settings.issuer(), &settings.client, settings.secret.secret());
        Self { settings, key, web: Web::new(), found: Mutex::default() }
    }

    /// As people know it.
    pub fn name(&self) -> &str {
        self.settings.name()
    }

    /// The issuer, to the letter.
    pub fn issuer(&self) -> &str {
        self.settings.issuer()
    }

    /// Where to send somebody who wants to go on to a page afterwards, and the sealed flow that they carry.
    ///
    /// # Errors
    /// Where the provider cannot be used.
    pub async fn begin(&self, next: &str, now: Timestamp) -> Result<(Url, String), OidcError> {
        let metadata = self.metadata(CURRENT).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (address, state, nonce) = self
            .client(&metadata)
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new("email".into()))
            .set_pkce_challenge(challenge)
            .url();
        let flow = Flow { state: state.into_secret(), nonce: nonce.secret().clone(), verifier: verifier.into_secret(), next: next.into(), until: now + LASTS };
        let sealed = flow.sealed(&self.key).ok_or_else(|| OidcError::NotProved("the flow cannot be sealed".into()))?;
        Ok((address, sealed))
    }

    /// The flow that a browser brings back, where it is one of ours and holds.
    pub fn flow(&self, sealed: &str, now: Timestamp) -> Option<Flow> {
        Flow::open(sealed, &self.key, now)
    }

    /// Takes a code to the provider, and believes what it answers where everything about it holds.
    ///
    /// # Errors
    /// Where the provider cannot be used, or its answer does not prove anything.
    pub async fn finish(&self, flow: Flow, code: &str) -> Result<Proved, OidcError> {
        let metadata = self.metadata(CURRENT).await?;
        let client = self.client(&metadata);
        let asked = client.exchange_code(AuthorizationCode::new(code.into())).map_err(|error| OidcError::Unreachable(error.to_string()))?;
        let answer = asked.set_pkce_verifier(PkceCodeVerifier::new(flow.verifier)).request_async(&self.web).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(refusal) => OidcError::NotProved(format!("it refuses the code: {refusal}")),
            RequestTokenError::Request(error) => OidcError::Unreachable(error.to_string()),
            RequestTokenError::Parse(error, _) => OidcError::Unreachable(error.to_string()),
            RequestTokenError::Other(error) => OidcError::Unreachable(error),
        })?;
        let token = answer.id_token().ok_or_else(|| OidcError::NotProved("it gives no ID token".into()))?;
        let nonce = Nonce::new(flow.nonce);
        let believed = |metadata: &CoreProviderMetadata| -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
            let client = self.client(metadata);
            let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES);
            token.claims(&verifier, &nonce).cloned()
        };
        let claims = match believed(&metadata) {
            // The provider may have changed its keys since they were fetched.
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => believed(&*self.metadata(AGAIN).await?),
            found => found,
        };
        let claims = claims.map_err(|error| OidcError::NotProved(error.to_string()))?;
        let claimed = claims.email().map(|email| (email.to_string(), claims.email_verified() == Some(true)));
        Ok(Proved { issuer: self.issuer().into(), subject: claims.subject().to_string(), claimed, access: answer.access_token().clone() })
    }

    /// Their address, where the provider vouches for it: from the token, or else as the provider says when asked for it.
    ///
    /// # Errors
    /// Where the provider cannot be used, or speaks of somebody else.
    pub async fn address_of(&self, proved: &Proved) -> Result<Option<String>, OidcError> {
        let vouched = |(email, verified): (String, bool)| verified.then_some(email);
        if let Some(claimed) = &proved.claimed {
            return Ok(vouched(claimed.clone()));
        }
        let metadata = self.metadata(CURRENT).await?;
        let client = self.client(&metadata);
        // A provider without such a place has nothing more to say.
        let Ok(asked) = client.user_info(proved.access.clone(), Some(SubjectIdentifier::new(proved.subject.clone()))) else { return Ok(None) };
        let claims: CoreUserInfoClaims = asked.request_async(&self.web).await.map_err(|error: UserInfoError<WebError>| match error {
            UserInfoError::ClaimsVerification(error) => OidcError::NotProved(error.to_string()),
            error => OidcError::Unreachable(error.to_string()),
        })?;
        Ok(claims.email().map(|email| (email.to_string(), claims.email_verified() == Some(true))).and_then(vouched))
    }

    fn client(&self, metadata: &CoreProviderMetadata) -> Client {
        let takes = metadata.token_endpoint_auth_methods_supported();
        // Where nothing is said, the secret goes into a header (OpenID Connect Discovery 1.0, section 3).
        let in_header = takes.is_none_or(|takes| takes.contains(&CoreClientAuthMethod::ClientSecretBasic));
        CoreClient::from_provider_metadata(metadata.clone(), self.settings.client.clone(), Some(self.settings.secret.clone()))
            .set_redirect_uri(self.settings.back.clone())
            .set_auth_type(if in_header { AuthType::BasicAuth } else { AuthType::RequestBody })
    }

    /// What the provider publishes of itself, no older than asked for, but not asked for again at every request while it is down.
    async fn metadata(&self, no_older: Duration) -> Result<Arc<CoreProviderMetadata>, OidcError> {
        let mut found = self.found.lock().await;
        if let Some(Found { at, metadata }) = found.as_ref() {
            let lasts = if metadata.is_ok() { no_older } else { AGAIN };
            if at.elapsed() < lasts {
                return metadata.clone().map_err(OidcError::Unreachable);
            }
        }
        let metadata = CoreProviderMetadata::discover_async(self.settings.issuer.clone(), &self.web).await;
        let metadata = metadata.map(Arc::new).map_err(|error| told(&error));
        *found = Some(Found { at: Instant::now(), metadata: metadata.clone() });
        metadata.map_err(OidcError::Unreachable)
    }
}

/// An error with what lies below it.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        text.push_str(": ");
        text.push_str(&error.to_string());
        below = error.source();
    }
    text
}
