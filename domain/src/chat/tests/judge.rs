use super::folded;
use crate::auth::Role;
use crate::chat::ban::Ban;
use crate::chat::blocked::Blocked;
use crate::chat::judge::{Rules, Standing, judge};
use crate::chat::person::Person;
use crate::chat::rate::{Limit, Recent};
use crate::chat::refusal::Refusal;
use crate::chat::settings::Settings;
use crate::chat::user_id::UserId;
use crate::time::Millis;

const NOW: Millis = Millis(1_000_000);
const DAY_S: u32 = 86_400;

/// Somebody and a room that have something against every message; each test takes something away.
struct Case {
    person: Person,
    is_moderator: bool,
    ban: Option<Ban>,
    recent: Recent,
    settings: Settings,
    text: &'static str,
}

/// What is told, and what to take away so that it is told no more.
type Step = (&'static str, fn(&mut Case));

impl Case {
    fn new(role: Role) -> Self {
        let user_id = UserId::Account(7);
        Self {
            person: Person {
                user_id: user_id.clone(),
                username: "ann".into(),
                role,
                sid: None,
                exp: NOW,
                checked_at: NOW,
                account_since: Some(NOW.plus(-1_500)),
                is_owner: false,
            },
            is_moderator: false,
            ban: Some(Ban {
                user_id,
                reason: None,
                until: Some(NOW.plus(1_001)),
                by: UserId::Account(1),
                created_at: Millis(0),
            }),
            recent: Recent::of([NOW.plus(-2_000), NOW.plus(-500)]),
            settings: Settings {
                slow_mode_seconds: 5,
                guests_may_chat: false,
                links_allowed: false,
                blocked_words: vec!["foo".into()],
                min_account_age_seconds: 2,
            },
            text: "FOO at evil.com",
        }
    }

    fn judged(&self) -> Result<(), Refusal> {
        let blocked = Blocked::new(&self.settings.blocked_words);
        let limit = Limit { messages: 2, window_ms: 10_000 };
        let rules = Rules { settings: &self.settings, blocked: &blocked, limit: &limit };
        let standing =
            Standing { is_moderator: self.is_moderator, ban: self.ban.as_ref(), recent: &self.recent };
        judge(&self.person, || folded(self.text), &rules, &standing, NOW)
    }

    fn code(&self) -> &'static str {
        self.judged().err().map_or("fine", |refusal| refusal.code())
    }
}

#[test]
fn the_first_reason_is_the_one_that_is_told() {
    let mut case = Case::new(Role::User);
    let steps: [Step; 9] = [
        ("token_expired", |case| case.person.exp = NOW.plus(1)),
        ("banned", |case| case.ban = None),
        ("account_too_new", |case| case.settings.min_account_age_seconds = 1),
        ("links_not_allowed", |case| case.settings.links_allowed = true),
        ("blocked_word", |case| case.text = "food"),
        ("slow_mode", |case| case.settings.slow_mode_seconds = 0),
        ("rate_limited", |case| case.recent = Recent::of([NOW])),
        ("fine", |case| case.person.role = Role::Guest),
        ("guests_may_not_chat", |case| case.settings.guests_may_chat = true),
    ];
    for (want, remove) in steps {
        assert_eq!(case.code(), want);
        remove(&mut case);
    }
    assert_eq!(case.code(), "fine");
}

#[test]
fn a_refusal_says_how_long_to_wait() {
    let mut case = Case::new(Role::User);
    case.person.exp = NOW.plus(1);
    let until = Some(NOW.plus(1_001));
    assert_eq!(case.judged(), Err(Refusal::Banned { until, retry_after_s: Some(2) }));
    case.ban = case.ban.map(|ban| Ban { until: None, ..ban });
    assert_eq!(case.judged(), Err(Refusal::Banned { until: None, retry_after_s: None }));
    case.ban = None;
    assert_eq!(case.judged(), Err(Refusal::AccountTooNew { retry_after_s: 1 }));
    case.settings = Settings { slow_mode_seconds: 5, ..Settings::default() };
    assert_eq!(case.judged(), Err(Refusal::SlowMode { retry_after_s: 5 }));
    case.settings = Settings::default();
    assert_eq!(case.judged(), Err(Refusal::RateLimited { retry_after_s: 8 }));
}

#[test]
fn a_media_token_never_writes() {
    let mut case = Case::new(Role::Media);
    case.person.exp = NOW.plus(1);
    (case.person.is_owner, case.is_moderator) = (true, true);
    assert_eq!(case.code(), "not_allowed");
}

#[test]
fn staff_is_bound_by_ban_and_rate_limit_only() {
    for (role, is_owner, is_moderator, banned) in [
        (Role::Admin, false, false, "rate_limited"),
        (Role::User, true, false, "rate_limited"),
        (Role::User, false, true, "banned"),
    ] {
        let mut case = Case::new(role);
        case.person.exp = NOW.plus(1);
        (case.person.is_owner, case.is_moderator) = (is_owner, is_moderator);
        assert_eq!(case.code(), banned, "{role:?} {is_owner}");
        case.ban = None;
        assert_eq!(case.code(), "rate_limited", "{role:?} {is_owner}");
        case.recent = Recent::default();
        assert_eq!(case.code(), "fine", "{role:?} {is_owner}");
    }
}

#[test]
fn a_ban_that_is_over_binds_nobody() {
    let mut case = Case::new(Role::User);
    (case.person.exp, case.settings, case.recent) = (NOW.plus(1), Settings::default(), Recent::default());
    case.ban = case.ban.map(|ban| Ban { until: Some(NOW), ..ban });
    assert_eq!(case.code(), "fine");
}

#[test]
fn an_account_of_unknown_age_is_new_where_age_matters() {
    let mut case = Case::new(Role::User);
    (case.person.exp, case.ban, case.recent) = (NOW.plus(1), None, Recent::default());
    for (since, min, role, want) in [
        (None, 0, Role::User, "fine"),
        (None, DAY_S, Role::User, "account_too_new"),
        (None, DAY_S, Role::Guest, "fine"),
        (Some(NOW.plus(5_000)), 1, Role::User, "account_too_new"),
        (Some(NOW.plus(-1_000)), 1, Role::User, "fine"),
    ] {
        (case.person.account_since, case.person.role) = (since, role);
        case.settings =
            Settings { min_account_age_seconds: min, guests_may_chat: true, ..Settings::default() };
        assert_eq!(case.code(), want, "{since:?} {min} {role:?}");
    }
}

#[test]
fn the_text_is_folded_only_where_a_rule_looks_at_it() {
    let person = Person { exp: NOW.plus(1), ..Case::new(Role::User).person };
    let (settings, blocked, recent) = (Settings::default(), Blocked::default(), Recent::default());
    let rules = Rules { settings: &settings, blocked: &blocked, limit: &Limit { messages: 1, window_ms: 1 } };
    let standing = Standing { is_moderator: false, ban: None, recent: &recent };
    assert_eq!(judge(&person, || panic!("must not be folded"), &rules, &standing, NOW), Ok(()));
}
