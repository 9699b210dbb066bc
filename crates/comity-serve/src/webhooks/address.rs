//! Where messages may go: by default to public addresses alone, over TLS.
//!
//! Whoever may make a webhook names a machine that this server then asks. So that they cannot reach what only this server can (metadata services, databases, other
//! services of this machine), every address that a name resolves to has to be one that is routed on the public internet. It is looked at where the connection
//! is made ([`super::way`]): a name that resolves otherwise the second time gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use openidconnect::url::{Host, Url};
use thiserror::Error;

/// Why an address cannot be a webhook's.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AddressError {
    /// It cannot be read.
    #[error("it is no address: {0}")]
    Unreadable(String),
    /// It is not one of TLS.
    #[error("it does not begin with `https://`")]
    NoTls,
    /// It is neither http nor https.
    #[error("it begins neither with `https://` nor with `http://`")]
    NoHttp,
    /// It carries what belongs elsewhere.
    #[error("it has a user, a password or a fragment: the signature says who sends")]
    Extras,
    /// It is a number that is not public.
    #[error("`{0}` is not an address of the public internet")]
    NotPublic(IpAddr),
}

/// An address that can be a webhook's, as far as it can be seen without asking anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(Url);

impl Target {
    /// Reads an address.
    ///
    /// # Errors
    /// Where it cannot be a webhook's.
    pub fn read(text: &str, private: bool) -> Result<Self, AddressError> {
        let url = Url::parse(text.trim()).map_err(|error| AddressError::Unreadable(error.to_string()))?;
        match url.scheme() {
            "https" => {}
            "http" if private => {}
            "http" => return Err(AddressError::NoTls),
            _ => return Err(AddressError::NoHttp),
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(AddressError::Extras);
        }
        let number = match url.host() {
            None => return Err(AddressError::Unreadable("it names no host".into())),
            Some(Host::Domain(_)) => None,
            Some(Host::Ipv4(number)) => Some(IpAddr::V4(number)),
            Some(Host::Ipv6(number)) => Some(IpAddr::V6(number)),
        };
        match number.filter(|number| !private && !is_public(*number)) {
            Some(number) => Err(AddressError::NotPublic(number)),
            None => Ok(Self(url)),
        }
    }

    /// As it is asked.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Whether an address is one of the public internet: what IANA's registries of special-purpose addresses (RFC 6890 and its updates) do not give to something else.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127 | 224..=255, ..] // this network, private, loopback, multicast, reserved, broadcast
            | [100, 64..=127, ..] // shared by carriers
            | [169, 254, ..] // link-local, metadata services among them
            | [172, 16..=31, ..] // private
            | [192, 0, 0 | 2, _] // protocol assignments, documentation
            | [192, 88, 99, _] // relays of 6to4, given up
            | [192, 168, ..] // private
            | [198, 18 | 19, ..] // benchmarks
            | [198, 51, 100, _] // documentation
            | [203, 0, 113, _] // documentation
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // An IPv4 address in the clothes of IPv6: mapped, or as translators carry it (RFC 6052).
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Protocol assignments (Teredo among them), documentation, and 6to4, which carries an IPv4 address.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Of what is left, only 2000::/3 is given out: no loopback, unique local, link-local, site-local or multicast address lies in it.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, public: bool) {
        assert_eq!(is_public(text.parse().unwrap()), public, "{text}");
    }

    #[test]
    fn addresses_of_machines_that_only_this_one_can_reach_are_not_public() {
        for text in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:1ff::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            check(text, false);
        }
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "193.0.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2001:200::1",
            "2606:4700::1111",
            "2a00:1450::1",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
        ] {
            check(text, true);
        }
    }

    proptest! {
        #[test]
        fn what_the_standard_library_knows_as_special_is_not_public(bits: u32, wide: u128) {
            let narrow = Ipv4Addr::from(bits);
            let special = narrow.is_private() || narrow.is_loopback() || narrow.is_link_local() || narrow.is_multicast() || narrow.is_broadcast()
                || narrow.is_documentation() || narrow.is_unspecified();
            prop_assert!(!(special && is_public(narrow.into())), "{narrow}");
            prop_assert_eq!(is_public(narrow.into()), is_public(narrow.to_ipv6_mapped().into()));
            let wide = Ipv6Addr::from(wide);
            let special = wide.is_loopback() || wide.is_multicast() || wide.is_unspecified() || wide.is_unique_local() || wide.is_unicast_link_local();
            prop_assert!(!(special && is_public(wide.into())), "{wide}");
        }
    }

    #[test]
    fn only_addresses_that_tell_nothing_but_where_to_go_are_taken() {
        let public = |text: &str| Target::read(text, false).map(|target| target.as_str().to_owned());
        assert_eq!(public(" https://erp.example/hook?to=1 ").unwrap(), "https://erp.example/hook?to=1");
        assert_eq!(public("http://erp.example"), Err(AddressError::NoTls));
        for other in ["ftp://erp.example", "file:///etc/passwd", "javascript:1"] {
            assert_eq!(public(other), Err(AddressError::NoHttp), "{other}");
        }
        for other in ["https://ada@erp.example", "https://ada:pass@erp.example", "https://erp.example/#x"] {
            assert_eq!(public(other), Err(AddressError::Extras), "{other}");
        }
        assert!(matches!(public("erp.example"), Err(AddressError::Unreadable(_))));
        // The forms of a number that resolvers take are read as what they mean.
        for other in
            ["https://127.0.0.1", "https://0x7f.1", "https://2130706433", "https://[::1]", "https://[::ffff:10.0.0.1]:8443/x", "https://169.254.169.254"]
        {
            assert!(matches!(public(other), Err(AddressError::NotPublic(_))), "{other}");
            assert!(Target::read(other, true).is_ok());
        }
        assert!(Target::read("http://127.0.0.1:1/x", true).is_ok());
    }
}
