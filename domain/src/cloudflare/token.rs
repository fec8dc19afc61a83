//! Playback tokens: JWTs in RS256 that take the place of an id in a playback address.
//!
//! What is signed is made here; the arithmetic is the platform's.

use crate::time::Millis;
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value, json};

/// Stream takes no token that lasts longer than a day, in seconds.
pub const MAX_TTL_S: i64 = 86_400;
/// Nor one with more rules.
const MAX_RULES: usize = 5;
/// The members of a private RSA key (RFC 7518, 6.3).
const MEMBERS: [&str; 8] = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];

/// A signing key of the account, as Stream gave it out.
#[derive(Clone)]
pub struct SigningKey {
    id: String,
    jwk: String,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey")
    }
}

impl SigningKey {
    /// Reads a key: `jwk` as Stream shows it, base64 of JSON, or the JSON itself.
    ///
    /// # Errors
    /// What is wrong with it, in words for the operator.
    pub fn read(id: &str, jwk: &str) -> Result<Self, &'static str> {
        const WHAT: &str = "must be the `jwk` of a signing key of Stream";
        let decoded = Base64::decode_vec(jwk).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let text = decoded.as_deref().unwrap_or(jwk);
        let key: Value = serde_json::from_str(text).map_err(|_| WHAT)?;
        let mut lean = Map::from_iter([("kty".to_owned(), Value::from("RSA"))]);
        for name in MEMBERS {
            let member = key.get(name).and_then(Value::as_str).ok_or(WHAT)?;
            lean.insert(name.to_owned(), member.into());
        }
        if key.get("kty").and_then(Value::as_str) != Some("RSA") {
            return Err(WHAT);
        }
        Ok(Self { id: id.to_owned(), jwk: Value::Object(lean).to_string() })
    }

    /// The key as the platform takes it.
    pub fn jwk(&self) -> &str {
        &self.jwk
    }

    /// What is to be signed so that whoever has the token may play `subject` until `expires_s` (Unix seconds).
    pub fn text(&self, subject: &str, expires_s: i64, rules: &[Value]) -> String {
        let header = json!({"alg": "RS256", "kid": self.id});
        let claims = match rules {
            [] => json!({"sub": subject, "kid": self.id, "exp": expires_s}),
            rules => json!({"sub": subject, "kid": self.id, "exp": expires_s, "accessRules": rules}),
        };
        let encode = |value: Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
        format!("{}.{}", encode(header), encode(claims))
    }
}

/// The token of a text and its signature.
pub fn token(text: &str, signature: &[u8]) -> String {
    format!("{text}.{}", Base64UrlUnpadded::encode_string(signature))
}

/// When a token ends that is made now, in Unix seconds.
pub fn expires_s(now: Millis, ttl_s: i64) -> i64 {
    now.unix_s().saturating_add(ttl_s.clamp(1, MAX_TTL_S))
}

/// Reads the rules that every token is to carry: a JSON list of at most five, each with `type` and `action`.
///
/// # Errors
/// What is wrong with them.
pub fn read_rules(text: &str) -> Result<Vec<Value>, &'static str> {
    const WHAT: &str = "must be a JSON list of at most 5 access rules, each with `type` and `action`";
    let rules: Vec<Value> = serde_json::from_str(text).map_err(|_| WHAT)?;
    let is_rule = |rule: &Value| {
        let word = |name: &str| rule.get(name).and_then(Value::as_str).unwrap_or_default();
        matches!(word("type"), "any" | "ip.src" | "ip.geoip.country")
            && matches!(word("action"), "allow" | "block")
    };
    if rules.len() <= MAX_RULES && rules.iter().all(is_rule) { Ok(rules) } else { Err(WHAT) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwk() -> Value {
        json!({"use": "sig", "kty": "RSA", "kid": "k1", "alg": "RS256", "n": "1", "e": "2", "d": "3", "p": "4", "q": "5",
               "dp": "6", "dq": "7", "qi": "8"})
    }

    #[test]
    fn a_key_is_read_as_stream_shows_it_and_as_json() {
        let text = jwk().to_string();
        let keys = [Base64::encode_string(text.as_bytes()), text.clone()]
            .map(|jwk| SigningKey::read("k1", &jwk).unwrap());
        assert_eq!(keys[0].jwk(), keys[1].jwk());
        assert!(!keys[0].jwk().contains("use"), "what the platform might not like is left out");
        assert_eq!(format!("{:?}", keys[0]), "SigningKey");
        for bad in ["", "{}", "%%%", &text.replace("RSA", "EC"), &text.replace("\"d\"", "\"x\"")] {
            assert!(SigningKey::read("k1", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_token_says_what_until_when_and_for_whom() {
        let key = SigningKey::read("k1", &jwk().to_string()).unwrap();
        let rules = read_rules(r#"[{"type":"any","action":"block"}]"#).unwrap();
        let text = key.text("f256", 1_700_000_000, &rules);
        let parts: Vec<Value> = text
            .split('.')
            .map(|part| serde_json::from_slice(&Base64UrlUnpadded::decode_vec(part).unwrap()).unwrap())
            .collect();
        assert_eq!(parts[0], json!({"alg": "RS256", "kid": "k1"}));
        let claims = json!({"sub": "f256", "kid": "k1", "exp": 1_700_000_000, "accessRules": [{"type": "any", "action": "block"}]});
        assert_eq!(parts[1], claims);
        assert_eq!(token(&text, &[255, 1]), format!("{text}._wE"));
        assert!(!key.text("f256", 1, &[]).contains("accessRules"));
    }

    #[test]
    fn no_token_lasts_longer_than_stream_takes() {
        for (ttl_s, want) in [(60, 60), (0, 1), (86_400, 86_400), (1_000_000, 86_400)] {
            assert_eq!(expires_s(Millis(5_999), ttl_s), 5 + want);
        }
    }

    #[test]
    fn rules_are_checked_before_they_are_used() {
        for (text, ok) in [
            ("[]", true),
            (
                r#"[{"type":"ip.geoip.country","action":"allow","country":["GB"]},{"type":"any","action":"block"}]"#,
                true,
            ),
            (r#"[{"type":"any"}]"#, false),
            (r#"[{"type":"all","action":"block"}]"#, false),
            ("{}", false),
            ("", false),
            (r#"[1,2,3,4,5,6]"#, false),
        ] {
            assert_eq!(read_rules(text).is_ok(), ok, "{text}");
        }
    }
}
