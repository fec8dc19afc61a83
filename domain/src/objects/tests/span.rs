use crate::objects::span::Span;

#[test]
fn a_span_is_a_range_with_both_ends() {
    for (offset, len, want) in [
        (0, 1, "bytes=0-0"),
        (0, 10, "bytes=0-9"),
        (10, 10, "bytes=10-19"),
        (5, u64::MAX, "bytes=5-18446744073709551615"),
    ] {
        assert_eq!(Span { offset, len }.range(), want);
    }
}

#[test]
fn an_answer_must_begin_where_it_was_asked_to_and_not_go_beyond() {
    let span = Span { offset: 10, len: 10 };
    for (content_range, want) in [
        ("bytes 10-19/100", true),
        ("bytes 10-19/*", true),
        ("bytes 10-14/15", true),
        ("bytes 0-99/100", false),
        ("bytes 10-20/100", false),
        ("bytes 11-19/100", false),
        ("bytes 10-9/100", false),
        ("bytes */100", false),
        ("10-19/100", false),
        ("bytes 10-19", false),
        ("", false),
    ] {
        assert_eq!(span.is_in(content_range), want, "{content_range}");
    }
}
