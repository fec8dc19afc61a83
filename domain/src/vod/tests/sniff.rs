//! What files are, by their first bytes.

use super::fixtures::*;
use crate::vod::sniff::{Container, PREFIX_BYTES, Sniffed, sniff};
use proptest::prelude::*;

const VIDEOS: [(&[u8], Container); 11] = [
    (FASTSTART_MP4, Container::Mp4),
    (MOOV_AT_END_MP4, Container::Mp4),
    (FRAGMENTED_MP4, Container::Mp4),
    (ROTATED_MP4, Container::Mp4),
    (MOV, Container::Mov),
    (WEBM, Container::WebM),
    (LIVE_WEBM, Container::WebM),
    (MKV, Container::Mkv),
    (TS, Container::MpegTs),
    (M2TS, Container::M2ts),
    (FLV, Container::Flv),
];

fn ftyp(major: &[u8; 4], others: &[u8]) -> Vec<u8> {
    let size = u32::try_from(16 + others.len()).unwrap();
    [&size.to_be_bytes()[..], b"ftyp", major, &[0; 4], others].concat()
}

#[test]
fn real_files_are_known_by_their_first_bytes() {
    for (file, container) in VIDEOS {
        assert_eq!(sniff(file, true), Sniffed::Video(container));
    }
    assert_eq!(sniff(M4A, true), Sniffed::NotVideo);
}

#[test]
fn more_bytes_are_asked_for_until_it_is_certain() {
    for (file, container) in VIDEOS {
        let verdicts: Vec<Sniffed> = (0..=400.min(file.len())).map(|n| sniff(&file[..n], false)).collect();
        let certain = verdicts.iter().position(|verdict| *verdict != Sniffed::NeedMore).unwrap();
        assert!(
            verdicts[certain..].iter().all(|verdict| *verdict == Sniffed::Video(container)),
            "{container:?}"
        );
    }
}

#[test]
fn the_brand_tells_video_from_pictures_and_sound() {
    for (major, others, want) in [
        (b"isom", &b""[..], Sniffed::Video(Container::Mp4)),
        (b"mp42", b"", Sniffed::Video(Container::Mp4)),
        (b"3gp5", b"", Sniffed::Video(Container::Mp4)),
        (b"M4V ", b"", Sniffed::Video(Container::Mp4)),
        (b"qt  ", b"isom", Sniffed::Video(Container::Mov)),
        (b"zzzz", b"abcdiso6", Sniffed::Video(Container::Mp4)),
        (b"zzzz", b"abcd", Sniffed::NotVideo),
        (b"M4A ", b"isommp42", Sniffed::NotVideo),
        (b"heic", b"mif1isom", Sniffed::NotVideo),
        (b"mif1", b"heic", Sniffed::NotVideo),
        (b"avif", b"mif1iso8", Sniffed::NotVideo),
        (b"avis", b"msf1iso8", Sniffed::NotVideo),
    ] {
        assert_eq!(sniff(&ftyp(major, others), true), want, "{}", String::from_utf8_lossy(major));
    }
}

#[test]
fn old_quicktime_files_have_no_brand() {
    let wide = b"\0\0\0\x08wide\0\0\x10\0mdat";
    let free = [b"\0\0\0\x0cfree....".as_slice(), &ftyp(b"qt  ", b"")].concat();
    for (file, want) in [
        (&b"\0\0\x01\0moov\0\0\0\x6cmvhd"[..], Sniffed::Video(Container::Mov)),
        (wide, Sniffed::Video(Container::Mov)),
        (b"\0\0\0\0mdat", Sniffed::Video(Container::Mov)),
        (b"\0\0\0\x01mdat\0\0\0\x01\0\0\0\0", Sniffed::Video(Container::Mov)),
        (&free, Sniffed::Video(Container::Mov)),
        (b"\0\0\x01\0moov\0\0\0\x6cabcd", Sniffed::NotVideo),
        (b"\0\0\x01\0moov", Sniffed::NotVideo),
        (b"An! mdat is not it", Sniffed::NotVideo),
        (b"see mdat", Sniffed::NotVideo),
        (b"\0\0\0\x08free\0\0\0\x08free", Sniffed::NotVideo),
        (b"\0\0\0\x08uuid\0\0\0\x08mdat", Sniffed::NotVideo),
    ] {
        assert_eq!(sniff(file, true), want, "{file:?}");
    }
}

#[test]
fn everything_else_is_no_video() {
    for file in [
        &b""[..],
        b"<!DOCTYPE html><video src=x>",
        b"{\"a\":1}",
        b"PK\x03\x04\x14\0\0\0",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"ID3\x04",
        b"OggS\0",
        b"#EXTM3U\n",
        b"FLV\x02\x05\0\0\0\x09",
        b"\x1aE\xdf\xa3\x87B\x82\x84note",
        &[0; PREFIX_BYTES],
    ] {
        assert_eq!(sniff(file, true), Sniffed::NotVideo, "{file:?}");
    }
}

#[test]
fn few_packets_are_enough_when_there_are_no_more() {
    assert_eq!(sniff(&TS[..188], true), Sniffed::Video(Container::MpegTs));
    assert_eq!(sniff(&TS[..188], false), Sniffed::NeedMore);
    assert_eq!(sniff(&TS[..187], true), Sniffed::NotVideo);
    assert_eq!(sniff(&[&TS[..188], &[0; 188]].concat(), false), Sniffed::NotVideo);
}

proptest! {
    #[test]
    fn any_bytes_are_decided_in_the_end(mut bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0..VIDEOS.len(), at in 0..200usize) {
        // Damaged files reach further than noise does.
        let file = VIDEOS[cut].0;
        let damaged = [&file[..at.min(file.len())], &bytes, &file[at.min(file.len())..]].concat();
        prop_assert_ne!(sniff(&damaged, true), Sniffed::NeedMore);
        prop_assert_ne!(sniff(&bytes, true), Sniffed::NeedMore);
        bytes.resize(PREFIX_BYTES, 0);
        prop_assert_ne!(sniff(&bytes, false), Sniffed::NeedMore);
    }
}
