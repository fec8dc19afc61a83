//! Whatever Cloudflare Stream sends: the first byte picks the channel, the rest is the body. What is kept of a live
//! input's queue message holds none of its secrets.
#![no_main]

use domain::cloudflare::live_input::LiveInput;
use domain::cloudflare::state::{read_lifecycle, read_running_video, read_views};
use domain::media::event::Said;
use domain::media::inbox::authenticate_stream;
use domain::secret::Secret;
use domain::time::Millis;
use domain::wire::cloudflare::{Message, parse_live, parse_message, parse_video, said_of};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((pick, body)) = data.split_first() else { return };
    match pick % 5 {
        0 => {
            if let Ok(Some(event)) = parse_live(body) {
                check(&event.said);
            }
        }
        1 => {
            if let Ok(video) = parse_video(body) {
                check(&said_of(&video));
            }
        }
        2 => match parse_message(body) {
            Ok(Message::Live(event)) => check(&event.said),
            Ok(Message::Video(video)) => check(&said_of(&video)),
            Ok(Message::Other) | Err(_) => {}
        },
        3 => {
            let _ = (read_lifecycle(body), read_running_video(body), read_views(body));
            let input = serde_json::from_slice(body).ok().and_then(|value| LiveInput::read(&value));
            assert!(input.is_none_or(|input| input.uid.len() <= 64));
        }
        _ => {
            let header = String::from_utf8_lossy(body);
            let proof = authenticate_stream(&[Secret::new("s")], Some(&header), body, Millis(0));
            assert!(proof.is_err(), "nobody signs what holds its own signature");
        }
    }
});

fn check(said: &Said) {
    for (name, value) in &said.fields {
        assert!(value.chars().count() <= 300 && !value.chars().any(char::is_control), "{name}");
    }
}
