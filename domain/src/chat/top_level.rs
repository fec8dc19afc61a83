//! Top-level domains by which a bare host is known. Not all of them are here: some are words that people end a
//! sentence with, and the whole list would be as large as all rules of the chat together.

/// Whether `last`, in lower case, is a top-level domain that a bare host is known by.
pub(super) fn is_top_level(last: &str) -> bool {
    let is_country = || last.len() == 2 && COUNTRIES.split(' ').any(|country| country == last);
    last.starts_with("xn--") || is_country() || COMMON.contains(&last) || INTERNATIONAL.contains(&last)
}

const COUNTRIES: &str = "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br \
    bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu \
    fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq \
    ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml \
    mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr \
    ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj \
    tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw";

/// The original ones, and of the others those that most names and most spam are registered under.
const COMMON: [&str; 100] = [
    "academy", "adult", "agency", "app", "art", "asia", "beauty", "best", "bet", "bid", "bio", "biz", "blog",
    "bond", "bot", "buzz", "cam", "casino", "cat", "center", "cfd", "chat", "click", "cloud", "club", "com",
    "company", "cyou", "date", "dating", "dev", "digital", "download", "edu", "email", "exchange", "finance",
    "football", "fun", "games", "gle", "gov", "group", "hair", "host", "icu", "info", "ink", "int", "jobs",
    "kim", "lat", "link", "live", "loan", "lol", "ltd", "media", "mil", "mobi", "monster", "moe", "name",
    "net", "network", "news", "ninja", "ong", "online", "org", "page", "party", "pics", "poker", "porn",
    "press", "pro", "quest", "racing", "rest", "rocks", "sbs", "sex", "sexy", "shop", "site", "skin",
    "space", "store", "stream", "studio", "support", "surf", "tech", "tel", "top", "trade", "vip", "xxx",
    "xyz",
];

const INTERNATIONAL: [&str; 60] = [
    "рф",
    "рус",
    "москва",
    "дети",
    "онлайн",
    "сайт",
    "орг",
    "ком",
    "бел",
    "укр",
    "срб",
    "мкд",
    "мон",
    "қаз",
    "бг",
    "ею",
    "ελ",
    "ευ",
    "հայ",
    "გე",
    "ישראל",
    "קום",
    "中国",
    "中國",
    "香港",
    "台湾",
    "台灣",
    "澳門",
    "新加坡",
    "公司",
    "网络",
    "在线",
    "中文网",
    "网址",
    "网站",
    "商城",
    "手机",
    "我爱你",
    "移动",
    "한국",
    "닷컴",
    "닷넷",
    "みんな",
    "コム",
    "ไทย",
    "คอม",
    "भारत",
    "ভারত",
    "বাংলা",
    "ભારત",
    "امارات",
    "السعودية",
    "ایران",
    "مصر",
    "المغرب",
    "تونس",
    "قطر",
    "كوم",
    "شبكة",
    "موقع",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::blocked::fold;

    #[test]
    fn every_domain_is_written_as_folded_text_has_it() {
        let listed = COUNTRIES.split(' ').chain(COMMON).chain(INTERNATIONAL);
        for last in listed {
            assert_eq!(fold(last), last);
            assert!(last.chars().count() > 1 && last.chars().all(char::is_alphabetic) && is_top_level(last));
        }
        assert!(COUNTRIES.split(' ').all(|country| country.len() == 2));
    }

    #[test]
    fn a_word_is_no_domain() {
        for word in ["", "c", "m ", "co m", "thanks", "1", "đi", "COM", "сom"] {
            assert!(!is_top_level(word), "{word}");
        }
    }
}
