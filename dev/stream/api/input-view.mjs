// A live input as the API shows it.

/** What `GET …/live_inputs` lists: without credentials, recording and status. */
export function inputItem({ switches }, input) {
  const { uid, created, modified, meta, enabled, deleteRecordingAfterDays } = input;
  return settled(switches, { uid, created, modified, meta, enabled, deleteRecordingAfterDays });
}

export function inputView({ switches, urls }, input) {
  const { uid, created, modified, keysRotatedAt, meta, enabled, secrets } = input;
  const { defaultCreator, deleteRecordingAfterDays, preferLowLatency, recording } = input;
  return {
    uid,
    created,
    modified,
    ...(keysRotatedAt && { keysRotatedAt }),
    meta,
    enabled,
    ...settled(switches, { defaultCreator, deleteRecordingAfterDays }),
    preferLowLatency,
    recording,
    rtmps: { url: urls.rtmp, streamKey: secrets.publish },
    rtmpsPlayback: { url: urls.rtmp, streamKey: secrets.play },
    srt: { url: urls.srt, streamId: uid, passphrase: secrets.srtPublish },
    srtPlayback: { url: urls.srt, streamId: `play${uid}`, passphrase: secrets.srtPlay },
    webRTC: { url: `${urls.customer}/${secrets.whip}/webRTC/publish` },
    webRTCPlayback: { url: `${urls.customer}/${uid}/webRTC/play` },
    status: statusView(switches, input.status),
  };
}

/** What was never set is null, or is not there at all. */
function settled({ unsetFields }, fields) {
  if (unsetFields === "null") return fields;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function statusView({ inputStatus }, status) {
  if (status === null) return null;
  if (inputStatus === "string") return status.state === "connected" ? "connected" : status.reason;
  const isOn = status.state === "connected";
  const current = { ...status, ...(isOn && { statusLastSeen: new Date().toISOString() }) };
  return { current, history: [] };
}
