//! Stream's errors, in words for whoever can do something about them.

/// What a live input's error means.
pub fn of_broadcast(code: &str) -> Option<&'static str> {
    Some(match code {
        "ERR_STORAGE_QUOTA_EXHAUSTED" => {
            "the storage that was paid for is used up: nothing new goes live until some of it is free"
        }
        "ERR_GOP_OUT_OF_RANGE" => "the keyframe interval is out of range: set the encoder to 2 to 10 seconds",
        "ERR_UNSUPPORTED_VIDEO_CODEC" => "the video codec is not taken: set the encoder to H.264",
        "ERR_UNSUPPORTED_AUDIO_CODEC" => "the audio codec is not taken: set the encoder to AAC",
        _ => return None,
    })
}

/// What a video's error means.
pub fn of_video(code: &str) -> Option<&'static str> {
    Some(match code {
        "ERR_NON_VIDEO" => "the file is no video",
        "ERR_DURATION_EXCEED_CONSTRAINT" => "the video is longer than was announced",
        "ERR_FETCH_ORIGIN_ERROR" => "the file could not be fetched from its address",
        "ERR_MALFORMED_VIDEO" => "the video is damaged or of a kind that cannot be read",
        "ERR_DURATION_TOO_SHORT" => "the video is shorter than a tenth of a second",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_codes_have_words_and_others_have_none() {
        assert!(of_broadcast("ERR_GOP_OUT_OF_RANGE").is_some_and(|words| words.contains("keyframe")));
        assert!(of_video("ERR_NON_VIDEO").is_some());
        assert_eq!((of_broadcast("ERR_NEW"), of_video("ERR_UNKNOWN")), (None, None));
    }
}
