//! Where may be called: over TLS, or this machine itself; and, where people enter the address, only hosts that the
//! installation's settings name. Nothing here looks a name up: what a named host resolves to is its owner's affair, so the
//! list is of hosts one trusts, and an address that is not on it is never connected to (SSRF).

use std::net::IpAddr;
use std::str::FromStr;

use hyper::Uri;
use hyper::http::uri::Scheme;

/// An address that may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target(Uri);

/// Why an address may not be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// No address at all.
    #[error("expected an address such as `https://host/path`")]
    Malformed,
    /// It holds a name or password.
    #[error("an address holds no name and no password")]
    Credentials,
    /// It is not encrypted and leads to another machine.
    #[error("expected `https`; `http` leads to this machine only")]
    Plain,
    /// Its host is not among those that may be called.
    #[error("the host is not in the list of hosts that may be called")]
    NotAllowed,
}

impl Target {
    /// Reads an address.
    ///
    /// # Errors
    /// Where it is malformed, carries credentials, or is neither encrypted nor of this machine.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        let uri: Uri = text.trim().parse().map_err(|_| TargetError::Malformed)?;
        let authority = uri.authority().ok_or(TargetError::Malformed)?;
        if authority.as_str().contains('@') {
            return Err(TargetError::Credentials);
        }
        if authority.host().is_empty() {
            return Err(TargetError::Malformed);
        }
        match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => Ok(Self(uri)),
            Some(scheme) if *scheme == Scheme::HTTP && is_loopback(authority.host()) => Ok(Self(uri)),
            Some(scheme) if *scheme == Scheme::HTTP => Err(TargetError::Plain),
            _ => Err(TargetError::Malformed),
        }
    }

    /// The address.
    pub fn uri(&self) -> &Uri {
        &self.0
    }

    fn host(&self) -> String {
        self.0.host().unwrap_or_default().to_ascii_lowercase()
    }

    fn port(&self) -> u16 {
        let usual = if self.0.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
        self.0.port_u16().unwrap_or(usual)
    }
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        Self::parse(text)
    }
}

/// The hosts that may be called: `host`, `host:port`, or `*.domain` for all hosts below a domain. A host without a port is
/// meant with the usual one, 443; one of this machine is always named with its port.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed(Vec<String>);

impl Allowed {
    /// From the entries of the settings.
    pub fn new(entries: &[String]) -> Self {
        Self(entries.iter().map(|entry| entry.trim().to_ascii_lowercase()).collect())
    }

    /// Refuses an address whose host is not named.
    ///
    /// # Errors
    /// [`TargetError::NotAllowed`].
    pub fn check(&self, target: &Target) -> Result<(), TargetError> {
        let (host, port) = (target.host(), target.port());
        let named = |entry: &String| {
            let (name, wanted) = match entry.rsplit_once(':') {
                // A literal address of version 6 has colons of its own: `[::1]:8080`.
                Some((name, digits)) if digits.parse::<u16>().is_ok() && !name.is_empty() => {
                    (name, digits.parse().unwrap_or(443))
                }
                _ => (entry.as_str(), 443),
            };
            let same = match name.strip_prefix("*.") {
                Some(domain) => {
                    host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.') && 1 < rest.len())
                }
                None => host == name,
            };
            same && port == wanted
        };
        if self.0.iter().any(named) { Ok(()) } else { Err(TargetError::NotAllowed) }
    }
}

/// Whether a host is this machine, by name or literal address.
fn is_loopback(host: &str) -> bool {
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || literal.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_addresses_and_this_machine_are_taken() {
        for (text, expected) in [
            ("https://hooks.example/a?b=1", Ok(())),
            ("HTTPS://hooks.example", Ok(())),
            ("http://127.0.0.1:9/x", Ok(())),
            ("http://[::1]:9/x", Ok(())),
            ("http://localhost:9/", Ok(())),
            ("http://hooks.example/", Err(TargetError::Plain)),
            ("http://127.0.0.1.example/", Err(TargetError::Plain)),
            ("http://169.254.169.254/latest", Err(TargetError::Plain)),
            ("https://name:word@hooks.example/", Err(TargetError::Credentials)),
            ("https://127.0.0.1@hooks.example/", Err(TargetError::Credentials)),
            ("ftp://hooks.example/", Err(TargetError::Malformed)),
            ("file:///etc/passwd", Err(TargetError::Malformed)),
            ("/desk", Err(TargetError::Malformed)),
            ("https:///desk", Err(TargetError::Malformed)),
            ("", Err(TargetError::Malformed)),
        ] {
            assert_eq!(Target::parse(text).map(|_| ()), expected, "{text}");
        }
    }

    #[test]
    fn only_named_hosts_are_called() {
        let allowed = Allowed::new(
            &["Hooks.example", "*.bank.example", "127.0.0.1:8080", "[::1]:81"].map(str::to_owned),
        );
        for (text, may) in [
            ("https://hooks.example/x", true),
            ("https://HOOKS.example:443/x", true),
            ("https://hooks.example:444/x", false),
            ("https://a.bank.example/", true),
            ("https://a.b.bank.example/", true),
            ("https://bank.example/", false),
            ("https://.bank.example/", false),
            ("https://evilbank.example/", false),
            ("https://hooks.example.evil.example/", false),
            ("http://127.0.0.1:8080/", true),
            ("http://127.0.0.1:8081/", false),
            ("http://[::1]:81/", true),
        ] {
            let found = Target::parse(text).is_ok_and(|target| allowed.check(&target).is_ok());
            assert_eq!(found, may, "{text}");
        }
        let target = Target::parse("https://hooks.example/").unwrap();
        assert_eq!(
            Allowed::default().check(&target),
            Err(TargetError::NotAllowed),
            "nothing named, nothing called"
        );
    }
}
