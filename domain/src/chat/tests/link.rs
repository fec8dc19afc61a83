use super::folded;
use crate::chat::text::has_link;
use proptest::prelude::*;

#[test]
fn what_a_client_makes_clickable_is_a_link() {
    for text in [
        "https://a.example/b?c=d",
        "see HTTP://EVIL.COM now",
        "http://localhost:8080",
        "http://[::1]/",
        "ftp://files.example",
        "www.evil.example",
        "WWW.evil",
        "evil.com",
        "(evil.com)",
        "evil.com.",
        "evil.com/x",
        "evil.com-",
        "看evil.com吧",
        "evil.comを見て",
        "wow...evil.com",
        "EVIL.CoM",
        "sub.evil.co.uk",
        "a@b.de",
        "discord.gg/abc",
        "t.me/abc",
        "evil.horse/x",
        "evil.horse:443",
        "1.2.3.4/x",
        "1.2.3.4:80",
        "https：／／evil．horse",
        "ｅｖｉｌ．ｃｏｍ",
        "evil。com",
        "evil｡com",
        "evil․com",
        "ev\u{ad}il.c\u{200b}om",
        "evil\u{2060}.\u{feff}com",
        "xem ở báo.vn nhé",
        "việtnam.com",
        "пример.рф",
        "ПРИМЕР.РФ",
        "заходи на сайт.онлайн",
        "xn--e1afmkfd.xn--p1ai",
        "例え.みんな",
        "例子.中国/路",
    ] {
        assert!(has_link(&folded(text)), "{text}");
    }
}

#[test]
fn what_only_has_dots_is_no_link() {
    for text in [
        "",
        ".",
        "...",
        "1.5",
        "v1.2.3",
        "1.2.3.4",
        "10.000/20.000",
        "e.g.",
        "i.e. this",
        "wow...nice",
        "wow..com",
        "ok.thanks",
        "ok . com",
        "evil dot com",
        "www.",
        "www",
        ".com",
        "-.com",
        "a://",
        "://a",
        "and/or",
        "10:30",
        "Xin chào.Bạn khỏe không?",
        "dạ.vâng ạ",
        "Привет.Как дела?",
        "これはいい。ありがとう。",
        "3.14",
        "U.S.A.",
        ":) ;.; >.<",
        "¯\\_(ツ)_/¯",
    ] {
        assert!(!has_link(&folded(text)), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), dotted in "[a1。.:/é\u{301}-]{0,40}") {
        has_link(&text);
        has_link(&dotted);
    }

    #[test]
    fn a_host_is_found_between_whatever_is_no_letter(before in any::<String>(), after in any::<String>()) {
        let signs = |text: &str| text.chars().filter(|c| !c.is_alphanumeric()).collect::<String>();
        let text = format!("{}evil.com{}", signs(&before), signs(&after));
        prop_assert!(has_link(&text), "{}", text);
    }
}
