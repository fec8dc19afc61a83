//! Duration and size of a picture, from as few bytes as possible.

use super::fixtures::*;
use crate::vod::probe::{Facts, MAX_READ_BYTES, MAX_READS, Probe};
use crate::vod::sniff::Container;
use proptest::prelude::*;

const FACTS: Facts = Facts { duration_ms: Some(200), width: Some(64), height: Some(48) };

/// Facts, and how many reads it took. `file` is given a byte by its offset, so that it may be larger than memory.
fn probe(container: Container, size: u64, file: impl Fn(u64) -> u8) -> (Facts, u32) {
    let (mut probe, mut reads) = (Probe::new(container, size), 0);
    while let Some((offset, length)) = probe.next() {
        assert!(length > 0 && length <= MAX_READ_BYTES && offset + length <= size);
        probe.feed(&(offset..offset + length).map(&file).collect::<Vec<u8>>());
        reads += 1;
    }
    assert!(reads <= MAX_READS);
    (probe.facts(), reads)
}

fn of(container: Container, file: &[u8]) -> Facts {
    probe(container, file.len() as u64, |at| file[usize::try_from(at).unwrap()]).0
}

/// A box of MP4.
fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&u32::try_from(content.len() + 8).unwrap().to_be_bytes()[..], kind, content].concat()
}

/// `mvhd` of version 1.
fn film(ticks_a_second: u32, ticks: u64) -> Vec<u8> {
    boxed(
        b"mvhd",
        &[&[1, 0, 0, 0], &[0; 16][..], &ticks_a_second.to_be_bytes(), &ticks.to_be_bytes()].concat(),
    )
}

#[test]
fn real_files_say_what_they_are() {
    let turned = Facts { width: Some(48), height: Some(64), ..FACTS };
    let endless = Facts { duration_ms: None, ..FACTS };
    for (container, file, want) in [
        (Container::Mp4, FASTSTART_MP4, FACTS),
        (Container::Mp4, MOOV_AT_END_MP4, FACTS),
        (Container::Mp4, ROTATED_MP4, turned),
        (Container::Mov, MOV, FACTS),
        (Container::WebM, WEBM, FACTS),
        (Container::WebM, LIVE_WEBM, endless),
        (Container::Mkv, MKV, FACTS),
        (Container::Flv, FLV, FACTS),
        (Container::MpegTs, TS, Facts::default()),
        (Container::M2ts, M2TS, Facts::default()),
    ] {
        assert_eq!(of(container, file), want, "{container:?}");
    }
    assert_eq!(of(Container::Mp4, FRAGMENTED_MP4).width, Some(64));
}

#[test]
fn sound_has_no_picture() {
    let facts = of(Container::Mp4, M4A);
    assert_eq!((facts.duration_ms.is_some(), facts.width, facts.height), (true, None, None));
}

#[test]
fn what_is_at_the_end_of_a_huge_file_takes_two_reads() {
    let at = MOOV_AT_END_MP4.windows(4).position(|four| four == b"moov").unwrap() - 4;
    let moov = &MOOV_AT_END_MP4[at..];
    // Its frames are 6 GiB of zeros, behind a long size.
    let front =
        [&boxed(b"ftyp", b"isom\0\0\0\0")[..], b"\0\0\0\x01mdat", &(6_u64 << 30).to_be_bytes()].concat();
    let moov_at = 16 + (6_u64 << 30);
    let byte = |at: u64| match at.checked_sub(moov_at) {
        Some(behind) => moov[usize::try_from(behind).unwrap()],
        None => usize::try_from(at).ok().and_then(|at| front.get(at)).copied().unwrap_or(0),
    };
    assert_eq!(probe(Container::Mp4, moov_at + moov.len() as u64, byte), (FACTS, 2));
}

#[test]
fn a_box_across_the_end_of_a_read_is_read_again() {
    let at = MOOV_AT_END_MP4.windows(4).position(|four| four == b"moov").unwrap() - 4;
    let limit = usize::try_from(MAX_READ_BYTES).unwrap();
    for before in limit - 400..limit {
        let file = [boxed(b"free", &vec![0; before - 8]), MOOV_AT_END_MP4[at..].to_vec()].concat();
        assert_eq!(of(Container::Mp4, &file), FACTS, "{before}");
    }
    // The same with elements: `Void` of that many bytes before the segment.
    let at = MKV.windows(4).position(|four| four == b"\x18\x53\x80\x67").unwrap();
    for before in limit - 300..limit {
        let size = 0x1000_0000 | u32::try_from(before).unwrap();
        let file = [&[0xEC][..], &size.to_be_bytes(), &vec![0; before], &MKV[at..]].concat();
        assert_eq!(of(Container::Mkv, &file), FACTS, "{before}");
    }
}

#[test]
fn a_film_in_fragments_has_its_length_elsewhere() {
    let mehd = |content: &[u8]| boxed(b"mvex", &boxed(b"mehd", content));
    for (mehd, want) in [
        (mehd(b"\0\0\0\0\0\0\x07\xd0"), Some(2000)),
        (mehd(b"\x01\0\0\0\0\0\0\0\0\0\x07\xd0"), Some(2000)),
        (mehd(b"\0\0\0\0"), None),
        (vec![], None),
    ] {
        let before = [mehd.clone(), film(1000, 0)].concat();
        let behind = [film(1000, 0), mehd].concat();
        for content in [before, behind] {
            assert_eq!(of(Container::Mp4, &boxed(b"moov", &content)).duration_ms, want);
        }
    }
}

#[test]
fn a_length_that_makes_no_sense_is_not_known() {
    for (ticks_a_second, ticks, want) in [
        (1000, 1, Some(1)),
        (90_000, 90_000 * 3600, Some(3_600_000)),
        (3, 2, Some(667)),
        (0, 5, None),
        (1000, 0, None),
        (1000, u64::MAX, None),
        (1, u64::MAX - 1, None),
        (u32::MAX, u64::MAX - 1, Some(4_294_967_297_000)),
    ] {
        let facts = of(Container::Mp4, &boxed(b"moov", &film(ticks_a_second, ticks)));
        assert_eq!(facts.duration_ms, want.filter(|ms| *ms < 31_622_400_001), "{ticks_a_second} {ticks}");
    }
    for (bits, want) in [
        (100.4_f64.to_bits(), Some(100)),
        (f64::NAN.to_bits(), None),
        (f64::INFINITY.to_bits(), None),
        ((-1.0_f64).to_bits(), None),
        (1e300_f64.to_bits(), None),
    ] {
        let info = [&b"\x15\x49\xA9\x66\x8B\x44\x89\x88"[..], &bits.to_be_bytes()].concat();
        assert_eq!(of(Container::Mkv, &info).duration_ms, want);
    }
    // A scale of nanoseconds: two ticks a microsecond.
    let info = b"\x15\x49\xA9\x66\xff\x44\x89\x84\x4a\x00\x00\x00\x2A\xD7\xB1\x82\x01\xf4";
    assert_eq!(of(Container::WebM, info).duration_ms, Some(1049));
}

#[test]
fn a_file_that_ends_early_has_fewer_facts() {
    for end in 0..FASTSTART_MP4.len() {
        let facts = of(Container::Mp4, &FASTSTART_MP4[..end]);
        assert!(facts == FACTS || facts.width.is_none(), "{end}: {facts:?}");
    }
}

#[test]
fn a_walk_without_end_is_given_up() {
    // A box of 70 KiB after another, for ever.
    let kind = b"\0\x01\x18\0free";
    let (_, reads) = probe(Container::Mp4, u64::MAX, |at| {
        kind.get(usize::try_from(at % 71_680).unwrap()).copied().unwrap_or(0)
    });
    assert_eq!(reads, MAX_READS);
}

proptest! {
    #[test]
    fn no_file_panics_or_holds_the_walk(
        bytes in proptest::collection::vec(any::<u8>(), 0..40),
        pick in 0..6usize,
        at in 0..1600usize,
        size in prop_oneof![0..2000u64, Just(u64::MAX)],
    ) {
        let (container, file) = [
            (Container::Mp4, FASTSTART_MP4),
            (Container::Mp4, FRAGMENTED_MP4),
            (Container::Mov, MOV),
            (Container::WebM, WEBM),
            (Container::Mkv, MKV),
            (Container::Flv, FLV),
        ][pick];
        // A real file with some bytes written over.
        let mut damaged = file.to_vec();
        damaged.iter_mut().skip(at % file.len()).zip(&bytes).for_each(|(byte, new)| *byte = *new);
        probe(container, size, |at| usize::try_from(at).ok().and_then(|at| damaged.get(at)).copied().unwrap_or(0));
    }

    #[test]
    fn a_read_that_gives_less_than_was_wanted_ends_it(lengths in proptest::collection::vec(0..200usize, 0..20)) {
        let mut probe = Probe::new(Container::Mp4, FASTSTART_MP4.len() as u64);
        for length in lengths {
            let Some((offset, _)) = probe.next() else { break };
            let rest = &FASTSTART_MP4[usize::try_from(offset).unwrap()..];
            probe.feed(&rest[..length.min(rest.len())]);
        }
        prop_assert!(probe.facts() == FACTS || probe.facts().width.is_none());
    }
}
