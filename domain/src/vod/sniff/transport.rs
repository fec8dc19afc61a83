//! MPEG transport streams: nothing but packets, each with the same first byte.

use super::{Container, Sniffed};

const SYNC: u8 = 0x47;
/// So many packets in a row are no accident.
const PACKETS: usize = 3;

pub(super) fn sniff(prefix: &[u8], is_whole: bool) -> Sniffed {
    let verdicts = [
        packets(prefix, is_whole, 188, 0, Container::MpegTs),
        packets(prefix, is_whole, 192, 4, Container::M2ts),
    ];
    let best = |wanted: fn(&Sniffed) -> bool| verdicts.into_iter().find(wanted);
    best(|verdict| matches!(verdict, Sniffed::Video(_)))
        .or_else(|| best(|verdict| *verdict == Sniffed::NeedMore))
        .unwrap_or(Sniffed::NotVideo)
}

/// Packets of `length` bytes, each with its sync byte at `offset`. A whole file may have fewer of them.
fn packets(prefix: &[u8], is_whole: bool, length: usize, offset: usize, container: Container) -> Sniffed {
    let packets: Vec<&[u8]> = prefix.chunks(length).take(PACKETS).collect();
    let is_packet = |packet: &&[u8]| packet.get(offset).is_none_or(|byte| *byte == SYNC);
    let count = packets.iter().filter(|packet| packet.len() > offset).count();
    if !packets.iter().all(is_packet) {
        return Sniffed::NotVideo;
    }
    match count {
        PACKETS => Sniffed::Video(container),
        1.. if is_whole && prefix.len().is_multiple_of(length) => Sniffed::Video(container),
        _ => Sniffed::NeedMore,
    }
}
