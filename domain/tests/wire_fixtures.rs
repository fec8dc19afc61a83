//! What nginx-rtmp 1.2.2 really sends, captured with ffmpeg 5.1 publishing and playing. One body a line; the
//! keys are examples.

use domain::media::event::{EventKind, MediaEvent};
use domain::wire::parse;

/// `<call> <name> <client>` of each body, in the order of the capture; `-` where the body is refused.
fn summary(capture: &str) -> Vec<String> {
    let bodies = capture.lines().filter(|line| !line.starts_with('#'));
    bodies.map(|body| read(body).map_or_else(|| "-".to_owned(), |event| line(&event))).collect()
}

fn read(body: &str) -> Option<MediaEvent> {
    parse(Some("application/x-www-form-urlencoded"), body.as_bytes()).ok()
}

fn line(event: &MediaEvent) -> String {
    let client = event.client.as_ref().map_or("-", |client| &client.id);
    format!("{} {} {client}", event.kind.as_str(), event.name.expose())
}

macro_rules! capture {
    ($name:literal) => {
        include_str!(concat!("../../tests/fixtures/hooks/nginx-rtmp/", $name))
    };
}

#[test]
fn a_second_encoder_with_the_same_key_has_its_own_client_id() {
    let want = [
        "on_publish EXAMPLEKEY01 1",
        "on_update EXAMPLEKEY01 1",
        "on_play play-1 4",
        "on_play_done play-1 4",
        "on_done play-1 4",
        "on_update EXAMPLEKEY01 1",
        "on_update EXAMPLEKEY01 1",
        "on_publish EXAMPLEKEY01 9",
        "on_publish_done EXAMPLEKEY01 9",
        "on_done EXAMPLEKEY01 9",
        "on_update EXAMPLEKEY01 1",
        "on_publish_done EXAMPLEKEY01 1",
        "on_done EXAMPLEKEY01 1",
    ];
    assert_eq!(summary(capture!("second-encoder.txt")), want);
}

#[test]
fn the_servers_relay_to_itself_is_told_from_players() {
    let events: Vec<_> = capture!("relay-and-players.txt").lines().filter_map(read).collect();
    assert_eq!(events.len(), 19);
    let agent = |event: &MediaEvent| event.client.as_ref().and_then(|client| client.agent.clone());
    let relay: Vec<_> = events.iter().filter(|e| agent(e).as_deref() == Some("ngx-local-relay")).collect();
    assert!(
        relay.len() == 6
            && relay.iter().all(|event| matches!(event.kind, EventKind::Other | EventKind::Ignored))
    );
    assert_eq!(events.iter().filter(|event| event.kind == EventKind::Play).count(), 2);
}

#[test]
fn nobody_says_goodbye_for_an_nginx_that_was_killed() {
    let want = [
        "on_publish EXAMPLEKEY01 214",
        "other play-1 218",
        "on_update EXAMPLEKEY01 214",
        "ignored play-1 218",
        "on_publish EXAMPLEKEY01 1",
        "other play-1 5",
        "on_update EXAMPLEKEY01 1",
        "ignored play-1 5",
    ];
    assert_eq!(summary(capture!("restart.txt")), want);
}

#[test]
fn an_injected_field_changes_nothing() {
    let want = [
        "on_publish EXAMPLEKEY01 1",
        "other play-1 5",
        "on_publish_done EXAMPLEKEY01 1",
        "on_done EXAMPLEKEY01 1",
        "other play-1 5",
        "other play-1 5",
        "on_play x&call=done&name=EXAMPLEKEY01 22",
        "on_play_done x&call=done&name=EXAMPLEKEY01 22",
        "on_done x&call=done&name=EXAMPLEKEY01 22",
    ];
    assert_eq!(summary(capture!("injection.txt")), want);
}

#[test]
fn a_publication_without_a_name_is_refused() {
    let want =
        ["-", "on_update EXAMPLEKEY01 22", "on_publish_done EXAMPLEKEY01 22", "on_done EXAMPLEKEY01 22"];
    assert_eq!(summary(capture!("no-name.txt")), want);
}

#[test]
fn a_recording_is_done_after_its_publication_and_carries_the_playback_name() {
    let capture = capture!("record.txt");
    let want = [
        "-",
        "on_publish EXAMPLEKEY01 1",
        "on_update EXAMPLEKEY01 1",
        "on_publish_done EXAMPLEKEY01 1",
        "on_done EXAMPLEKEY01 1",
        "on_record_done EXAMPLEKEY01 1",
        "on_record_done EXAMPLEKEY01 1",
        "-",
    ];
    assert_eq!(summary(capture), want);
    let records: Vec<_> =
        capture.lines().filter_map(read).filter(|e| e.kind == EventKind::RecordDone).collect();
    let fields = |name| records.iter().filter_map(|event| event.fields.get(name)).collect::<Vec<_>>();
    assert_eq!(fields("path"), ["/var/rec/play-1-1795351274-22.flv", "/var/rec/play-1-1795351274.flv"]);
    assert_eq!(fields("recorder"), ["cut", ""]);
}

#[test]
fn nothing_that_is_kept_of_any_body_holds_the_key() {
    let captures = [
        capture!("second-encoder.txt"),
        capture!("relay-and-players.txt"),
        capture!("restart.txt"),
        capture!("injection.txt"),
        capture!("no-name.txt"),
        capture!("record.txt"),
    ];
    for body in captures.iter().flat_map(|capture| capture.lines()) {
        if let Some(event) = read(body) {
            assert!(!format!("{event:?}").contains("EXAMPLEKEY"), "{body}");
        }
    }
}
