// A video as the API and the VOD webhook show it.

const UNKNOWN = -1;

export function videoView({ switches, urls }, video) {
  const place = `${urls.customer}/${video.uid}`;
  const { creator, liveInput, clippedFrom } = video;
  return {
    uid: video.uid,
    creator: creator ?? null,
    ...(liveInput && { liveInput }),
    ...(clippedFrom && { clippedFrom }),
    status: statusView(switches, video.status),
    ...readiness(switches, video),
    meta: video.meta,
    publicDetails: {
      title: null,
      share_link: null,
      channel_link: null,
      logo: null,
      media_id: 0,
      ...video.publicDetails,
    },
    created: video.created,
    modified: video.modified,
    uploaded: video.uploaded,
    uploadExpiry: video.uploadExpiry,
    scheduledDeletion: video.scheduledDeletion,
    size: video.size,
    duration: known(switches, video.duration),
    input: { width: known(switches, video.input.width), height: known(switches, video.input.height) },
    maxSizeBytes: video.maxSizeBytes,
    maxDurationSeconds: video.maxDurationSeconds,
    allowedOrigins: video.allowedOrigins,
    requireSignedURLs: video.requireSignedURLs,
    ...(hasPicture(video) && { thumbnail: `${place}/thumbnails/thumbnail.jpg`, preview: `${place}/watch` }),
    thumbnailTimestampPct: video.thumbnailTimestampPct,
    playback: { hls: `${place}/manifest/video.m3u8`, dash: `${place}/manifest/video.mpd` },
    watermark: null,
  };
}

function statusView({ errorReasonKeys }, { errorReasonCode, errorReasonText, ...status }) {
  return {
    ...status,
    [`${errorReasonKeys}Code`]: errorReasonCode ?? "",
    [`${errorReasonKeys}Text`]: errorReasonText ?? "",
  };
}

function readiness({ readyToStreamWhileLive }, { status, readyToStream, readyToStreamAt }) {
  if (status.state === "live-inprogress") {
    return readyToStreamWhileLive === "absent" ? {} : { readyToStream: false };
  }
  return { readyToStream, ...(readyToStreamAt && { readyToStreamAt }) };
}

const hasPicture = ({ status }) => !["pendingupload", "downloading", "queued"].includes(status.state);

const known = ({ unknownNumber }, value) => (value === UNKNOWN ? unknownNumber : value);
