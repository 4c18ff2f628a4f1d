//! Signing in by the word of an issuer of OpenID Connect: authorization code with PKCE, state and nonce.
//!
//! What an issuer says is who somebody is, never what they may do: only members of staff that were entered here come in,
//! found by the subject the issuer calls them by, or the first time by their sign-in name. A second factor of theirs is asked
//! for as after a password, unless the settings say that the issuer sees to it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use courier::{Fault, Target};
use domain::id::UserId;
use domain::organisation::UserEvent;
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreTokenResponse,
};
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    DiscoveryError, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl,
    Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError, TokenResponse,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Change, StoreError, SubjectRow, TurnLimit, UserRow};
use subtle::ConstantTimeEq;
use vault::Zeroizing;

use crate::access::{Whence, coarse};
use crate::draft::DraftKey;
use crate::{Caller, Entry, Office, OfficeError};

/// Where an issuer sends people back to, on this desk.
pub const RETURN_PATH: &str = "/desk/sign-in/issuer/back";
/// How long what an issuer says of itself is taken for true, in minutes.
const KNOWN_MINUTES: i64 = 10;
/// How long somebody has to sign in at the issuer.
const AWAY_MINUTES: i64 = 15;
/// How many may be sent to the issuer from one network at once, and after how many seconds another.
const TURNS: (u32, u64) = (30, 2);
/// The signatures that are taken: with keys that the issuer publishes, never with a shared secret, never none.
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

/// Whose word is believed, and how this desk is known to them.
#[derive(Clone)]
pub struct IssuerSettings {
    /// The issuer's address, exactly as it calls itself.
    pub issuer: String,
    /// What the issuer calls this desk.
    pub client_id: String,
    /// The secret it knows this desk by; none for a public client, which PKCE alone protects.
    pub client_secret: Option<Zeroizing<String>>,
    /// The address of this desk as browsers know it, without a path: `https://desk.bank.example`.
    pub desk_address: String,
    /// What stands after sign-in names there, as in `wang@bank.example`; none where they are the same as here.
    pub login_domain: Option<String>,
    /// Whether the issuer sees to a second factor, so that none is asked for here.
    pub sees_to_second_factor: bool,
}

/// An issuer and what it last said of itself.
pub(crate) struct Issuer {
    settings: IssuerSettings,
    known: Mutex<Option<(Timestamp, Arc<CoreProviderMetadata>)>>,
}

/// Settings of an issuer that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}`: {message}")]
pub struct IssuerSettingsError {
    /// Which.
    pub field: &'static str,
    /// What was expected.
    pub message: String,
}

impl IssuerSettings {
    /// Refuses addresses that are neither encrypted nor of this machine.
    ///
    /// # Errors
    /// Names the field.
    pub fn check(&self) -> Result<(), IssuerSettingsError> {
        let wrong = |field, message: String| Err(IssuerSettingsError { field, message });
        for (field, address) in [("issuer", &self.issuer), ("desk_address", &self.desk_address)] {
            if let Err(error) = Target::parse(address) {
                return wrong(field, error.to_string());
            }
            if address.contains(['?', '#']) {
                return wrong(field, "expected an address without `?` and `#`".to_owned());
            }
        }
        if self.desk_address.splitn(4, '/').nth(3).is_some_and(|path| !path.is_empty()) {
            return wrong("desk_address", "expected an address without a path".to_owned());
        }
        match self.client_id.trim().is_empty() {
            true => wrong("client_id", "expected what the issuer calls this desk".to_owned()),
            false => Ok(()),
        }
    }
}

/// What lies sealed while somebody is at the issuer.
#[derive(Serialize, Deserialize)]
struct Away {
    state: String,
    nonce: String,
    verifier: String,
    next: String,
    until: Timestamp,
}

/// What an issuer sent somebody back with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Returned {
    /// The code, where it went well.
    pub code: Option<String>,
    /// What this desk sent along.
    pub state: Option<String>,
    /// Who sent them back, where it says so (RFC 9207).
    pub iss: Option<String>,
    /// Why it did not go well.
    pub error: Option<String>,
}

/// An issuer's client with the addresses that discovery gives.
type Discovered = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Office {
    /// Believes an issuer from now on; none: nobody comes in that way.
    ///
    /// # Errors
    /// [`IssuerSettingsError`] where the settings cannot be.
    pub fn set_issuer(&self, settings: Option<IssuerSettings>) -> Result<(), IssuerSettingsError> {
        settings.as_ref().map_or(Ok(()), IssuerSettings::check)?;
        let issuer = settings.map(|settings| Arc::new(Issuer { settings, known: Mutex::default() }));
        *self.issuer.write().unwrap_or_else(PoisonError::into_inner) = issuer;
        Ok(())
    }

    /// Whether there is an issuer whose word is believed.
    pub fn has_issuer(&self) -> bool {
        self.issuer.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Where to send somebody who wants to sign in at the issuer, and the key of their browser. `next` is where they go
    /// afterwards; it comes back with them and is not looked at here.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] where there is no issuer; [`OfficeError::Issuer`] where it cannot be reached or says what it
    /// must not.
    pub async fn issuer_begin(&self, next: &str, network: &str) -> Result<(String, DraftKey), OfficeError> {
        let issuer = self.believed()?;
        let now = self.surroundings.now();
        let limit = TurnLimit { key: format!("issuer:{network}"), turns: TURNS.0, seconds_each: TURNS.1 };
        if let Some(seconds) = self.store.turn_take(limit, now).await? {
            return Err(OfficeError::Throttled { seconds });
        }
        let metadata = self.discovered(&issuer, true).await?;
        let client = issuer.client(&metadata)?;
        let away = Away {
            state: self.random_secret(),
            nonce: self.random_secret(),
            verifier: self.random_secret(),
            next: next.to_owned(),
            until: now + SignedDuration::from_mins(AWAY_MINUTES),
        };
        let (state, nonce) = (away.state.clone(), away.nonce.clone());
        let challenge =
            PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(away.verifier.clone()));
        let (address, _, _) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        Target::parse(address.as_str()).map_err(|error| OfficeError::Issuer(error.to_string()))?;
        let json =
            serde_json::to_string(&away).map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        let key = self.new_draft_key();
        self.draft_put(&key, &json).await?;
        Ok((address.into(), key))
    }

    /// Lets somebody in who comes back from the issuer, or asks for a code first. Returns where they wanted to go, too.
    ///
    /// # Errors
    /// [`OfficeError::Unauthenticated`] where they were not sent there by this browser, or too long ago, or the issuer's word
    /// does not hold, or nobody here is who it names: one answer for all, and the log says which.
    pub async fn issuer_end(
        &self,
        key: &DraftKey,
        returned: Returned,
        network: &str,
        family: String,
    ) -> Result<(Entry, String), OfficeError> {
        let issuer = self.believed()?;
        let refused = |why: &str| {
            tracing::warn!(why, "a sign-in by the issuer was refused");
            OfficeError::Unauthenticated
        };
        let kept = self.draft(key).await?.and_then(|json| serde_json::from_str::<Away>(&json).ok());
        // One return for one departure, however it ends.
        self.draft_clear(key).await?;
        let now = self.surroundings.now();
        let away = kept.filter(|away| now < away.until).ok_or_else(|| refused("no departure is known"))?;
        let state = returned.state.unwrap_or_default();
        if !bool::from(away.state.as_bytes().ct_eq(state.as_bytes())) {
            return Err(refused("the state is of another departure"));
        }
        if returned.iss.is_some_and(|iss| iss != issuer.settings.issuer) {
            return Err(refused("another issuer sent them back"));
        }
        let code = match (returned.code, returned.error) {
            (Some(code), None) => code,
            _ => return Err(refused("the issuer let nobody in")),
        };
        let claims = match self.claims(&issuer, &away, code).await {
            Ok(claims) => claims,
            Err(Doubt::Unreachable(error)) => return Err(error),
            Err(Doubt::Word(why)) => return Err(refused(&why)),
        };
        self.refresh_organisation().await?;
        let user =
            self.who_is(&issuer, &claims).await?.ok_or_else(|| refused("nobody here is who it names"))?;
        let whence = Whence { network: coarse(network), family, one_time: false };
        let entry = self.let_in(user.user_id, whence, issuer.settings.sees_to_second_factor).await?;
        Ok((entry, away.next))
    }

    fn believed(&self) -> Result<Arc<Issuer>, OfficeError> {
        let issuer = self.issuer.read().unwrap_or_else(PoisonError::into_inner);
        issuer.clone().ok_or(OfficeError::NotFound { what: "issuer" })
    }

    /// What the issuer says of itself: the last it said, where that may still be so.
    async fn discovered(
        &self,
        issuer: &Issuer,
        may_be_known: bool,
    ) -> Result<Arc<CoreProviderMetadata>, OfficeError> {
        let now = self.surroundings.now();
        if let Some((at, known)) = issuer.known().clone().filter(|_| may_be_known)
            && now.duration_since(at) < SignedDuration::from_mins(KNOWN_MINUTES)
        {
            return Ok(known);
        }
        let address = IssuerUrl::new(issuer.settings.issuer.clone())
            .map_err(|error| OfficeError::Issuer(error.to_string()))?;
        let found = discover(Asked(self.messaging().client.clone()), address).await;
        let found = Arc::new(found.map_err(|error| OfficeError::Issuer(chain(&error)))?);
        *issuer.known() = Some((now, Arc::clone(&found)));
        Ok(found)
    }

    /// What the issuer says of who came back, checked: signature, issuer, audience, times, nonce.
    async fn claims(&self, issuer: &Issuer, away: &Away, code: String) -> Result<CoreIdTokenClaims, Doubt> {
        let metadata = self.discovered(issuer, true).await.map_err(Doubt::Unreachable)?;
        let client = issuer.client(&metadata).map_err(Doubt::Unreachable)?;
        let verifier = PkceCodeVerifier::new(away.verifier.clone());
        let asked = Asked(self.messaging().client.clone());
        let answer = redeem(asked, client.clone(), AuthorizationCode::new(code), verifier).await?;
        let token = answer.id_token().ok_or_else(|| Doubt::Word("there is no ID token".to_owned()))?;
        let nonce = Nonce::new(away.nonce.clone());
        let now = self.surroundings.now();
        let check = |client: &Discovered| {
            let time = chrono::DateTime::from_timestamp(now.as_second(), 0).unwrap_or_default();
            let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES).set_time_fn(move || time);
            token.claims(&verifier, &nonce).cloned()
        };
        let checked = match check(&client) {
            // The issuer may have begun to use another key since it was last asked.
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                let metadata = self.discovered(issuer, false).await.map_err(Doubt::Unreachable)?;
                check(&issuer.client(&metadata).map_err(Doubt::Unreachable)?)
            }
            checked => checked,
        };
        checked.map_err(|error| Doubt::Word(word_of(&error).to_owned()))
    }

    /// Who here is who an issuer names: by its subject, or the first time by sign-in name, which is then theirs.
    async fn who_is(
        &self,
        issuer: &Issuer,
        claims: &CoreIdTokenClaims,
    ) -> Result<Option<UserRow>, OfficeError> {
        let organisation = self.organisation();
        let active = |user_id: &UserId| organisation.users.get(user_id).filter(|user| user.active).cloned();
        let (name, subject) = (issuer.settings.issuer.as_str(), claims.subject().as_str());
        if let Some(user_id) = self.store.subject_user(name, subject).await? {
            return Ok(active(&user_id));
        }
        let Some(login) = claims.preferred_username().and_then(|login| issuer.settings.login_of(login))
        else {
            return Ok(None);
        };
        let Some(user) = organisation.users.values().find(|user| user.login == login && user.active) else {
            return Ok(None);
        };
        // Somebody else bears the name there now: they are not who it was.
        if self.store.subject(user.user_id).await?.is_some() {
            return Ok(None);
        }
        let Some(staff) = organisation.staff(user.user_id) else { return Ok(None) };
        let row = SubjectRow {
            user_id: user.user_id,
            issuer: name.to_owned(),
            subject: subject.to_owned(),
            linked_at: self.surroundings.now(),
        };
        let linked = UserEvent::SubjectLinked { fingerprint: fingerprint(name, subject) };
        match self
            .append_of_user(&Caller::staff(staff), user.user_id, &linked, vec![Change::Subject(row)])
            .await
        {
            Ok(()) => Ok(Some(user.clone())),
            // The subject was found to be somebody else at the same moment.
            Err(OfficeError::Store(StoreError::Taken { .. })) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

/// The courier, as the protocol's library asks for one.
struct Asked(courier::Client);

type BoxedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl<'a> AsyncHttpClient<'a> for Asked {
    type Error = Fault;
    type Future = BoxedFuture<'a, Result<HttpResponse, Fault>>;

    fn call(&'a self, request: HttpRequest) -> Self::Future {
        Box::pin(self.0.exchange(request))
    }
}

/// What an issuer says of itself, with its keys.
fn discover(
    asked: Asked,
    address: IssuerUrl,
) -> BoxedFuture<'static, Result<CoreProviderMetadata, DiscoveryError<Fault>>> {
    Box::pin(async move { CoreProviderMetadata::discover_async(address, &asked).await })
}

/// What the issuer gives for a code.
fn redeem(
    asked: Asked,
    client: Discovered,
    code: AuthorizationCode,
    verifier: PkceCodeVerifier,
) -> BoxedFuture<'static, Result<CoreTokenResponse, Doubt>> {
    Box::pin(async move {
        let issuer = |error: String| Doubt::Unreachable(OfficeError::Issuer(error));
        let request = client.exchange_code(code).map_err(|error| issuer(error.to_string()))?;
        let answer = request.set_pkce_verifier(verifier).request_async(&asked).await;
        answer.map_err(|error| match error {
            RequestTokenError::Request(fault) => issuer(fault.to_string()),
            // Its own words may hold anything; that it said no is enough.
            RequestTokenError::ServerResponse(_) => Doubt::Word("the code was not taken".to_owned()),
            other => issuer(chain(&other)),
        })
    })
}

/// Why somebody who came back is not let in.
enum Doubt {
    /// The issuer could not be asked.
    Unreachable(OfficeError),
    /// Its word does not hold.
    Word(String),
}

impl Issuer {
    fn known(&self) -> std::sync::MutexGuard<'_, Option<(Timestamp, Arc<CoreProviderMetadata>)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client(&self, metadata: &CoreProviderMetadata) -> Result<Discovered, OfficeError> {
        let IssuerSettings { client_id, client_secret, desk_address, .. } = &self.settings;
        let back = format!("{}{RETURN_PATH}", desk_address.trim_end_matches('/'));
        let back = RedirectUrl::new(back).map_err(|error| OfficeError::Issuer(error.to_string()))?;
        let secret = client_secret.as_ref().map(|secret| ClientSecret::new(secret.to_string()));
        let client =
            CoreClient::from_provider_metadata(metadata.clone(), ClientId::new(client_id.clone()), secret);
        Ok(client.set_redirect_uri(back))
    }
}

impl IssuerSettings {
    /// The sign-in name here of who bears one there.
    fn login_of(&self, there: &str) -> Option<String> {
        let there = there.trim().to_lowercase();
        match &self.login_domain {
            None => Some(there),
            Some(domain) => {
                let (login, at) = there.rsplit_once('@')?;
                (at == domain.trim().to_lowercase()).then(|| login.to_owned())
            }
        }
    }
}

/// What a subject of an issuer is called by in the log: the first eight digits of a hash.
pub(crate) fn fingerprint(issuer: &str, subject: &str) -> String {
    let digest = Sha256::new().chain_update(issuer).chain_update([0]).chain_update(subject).finalize();
    digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// What does not hold, without anything the token says.
fn word_of(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "the token has expired",
        ClaimsVerificationError::InvalidAudience(_) => "the token is for somebody else",
        ClaimsVerificationError::InvalidIssuer(_) => "the token is another issuer's",
        ClaimsVerificationError::InvalidNonce(_) => "the token is of another departure",
        ClaimsVerificationError::SignatureVerification(_) => "the signature does not hold",
        _ => "the token cannot be used",
    }
}

/// An error with its causes, for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        said = format!("{said}: {deeper}");
        cause = deeper.source();
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(issuer: &str, desk_address: &str, login_domain: Option<&str>) -> IssuerSettings {
        IssuerSettings {
            issuer: issuer.to_owned(),
            client_id: "desk".to_owned(),
            client_secret: None,
            desk_address: desk_address.to_owned(),
            login_domain: login_domain.map(str::to_owned),
            sees_to_second_factor: false,
        }
    }

    #[test]
    fn settings_that_cannot_be_are_refused_by_name() {
        for (issuer, desk, field) in [
            ("https://id.example", "https://desk.example", ""),
            ("https://id.example/realms/bank", "https://desk.example/", ""),
            ("http://127.0.0.1:9", "http://localhost:8080", ""),
            ("http://id.example", "https://desk.example", "issuer"),
            ("https://id.example?a=b", "https://desk.example", "issuer"),
            ("https://id.example", "http://desk.example", "desk_address"),
            ("https://id.example", "https://desk.example/huiyin", "desk_address"),
        ] {
            let found = settings(issuer, desk, None).check().err().map_or("", |error| error.field);
            assert_eq!(found, field, "{issuer} {desk}");
        }
    }

    #[test]
    fn a_name_there_is_a_name_here_only_within_the_domain() {
        let bank = settings("https://id.example", "https://desk.example", Some("Bank.example"));
        for (there, here) in [
            ("Wang@bank.example", Some("wang")),
            ("wang@bank.example.evil.example", None),
            ("wang@evil.example", None),
            ("wang", None),
        ] {
            assert_eq!(bank.login_of(there).as_deref(), here, "{there}");
        }
        assert_eq!(settings("", "", None).login_of(" Wang ").as_deref(), Some("wang"));
    }
}
