//! A file that claims to be a video. The first byte picks how it is read, the rest is the file.
#![no_main]

use domain::vod::probe::{MAX_READ_BYTES, MAX_READS, Probe};
use domain::vod::sniff::{Container, PREFIX_BYTES, Sniffed, sniff};
use libfuzzer_sys::fuzz_target;

const CONTAINERS: [Container; 7] = [
    Container::Mp4,
    Container::Mov,
    Container::WebM,
    Container::Mkv,
    Container::MpegTs,
    Container::M2ts,
    Container::Flv,
];

/// Whatever the file says, the reads are within it, and few.
fn probe(container: Container, file: &[u8], size: u64) {
    let (mut probe, mut reads) = (Probe::new(container, size), 0);
    while let Some((offset, length)) = probe.next() {
        assert!((1..=MAX_READ_BYTES).contains(&length) && offset <= size - length);
        let begin = usize::try_from(offset).unwrap_or(usize::MAX).min(file.len());
        let end = begin.saturating_add(length as usize).min(file.len());
        probe.feed(&file[begin..end]);
        reads += 1;
    }
    assert!(reads <= MAX_READS);
    let facts = probe.facts();
    assert_eq!(facts.width.is_some(), facts.height.is_some());
    assert!(facts.duration_ms != Some(0) && facts.width != Some(0) && facts.height != Some(0));
}

fuzz_target!(|data: &[u8]| {
    let Some((pick, file)) = data.split_first() else { return };
    let whole = sniff(file, true);
    assert_ne!(whole, Sniffed::NeedMore);
    let early = sniff(&file[..file.len().min(PREFIX_BYTES)], false);
    assert!(file.len() < PREFIX_BYTES || early != Sniffed::NeedMore);
    let container = match whole {
        Sniffed::Video(container) => container,
        _ => CONTAINERS[usize::from(*pick) % CONTAINERS.len()],
    };
    probe(container, file, file.len() as u64);
    // As if most of the file were missing.
    probe(container, file, u64::MAX);
});
