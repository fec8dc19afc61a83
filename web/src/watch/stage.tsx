// Where the picture is: live, a recording, or the reason why there is none.

import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Stream } from "../api/streams";
import { getVideo, type Video } from "../api/videos";
import { useLoaded } from "../lib/load";
import { Player } from "../player/player";
import { useTexts } from "../texts";
import { dayTimeAndZone, duration } from "../texts/format";
import { Icon } from "../ui/icon";
import { Failure } from "../ui/notice";
import { usePlaybackOf } from "./stream";

export function Stage({ stream, videoId }: { stream: Stream; videoId: number | null }) {
  const playback = usePlaybackOf(stream);
  const poster = usePoster(stream);
  if (videoId !== null) return <Recording id={videoId} isAsked />;
  if (!playback) return <div class="player player-waiting" />;
  if (playback.hls) return <Player url={playback.hls} webrtc={playback.webrtc} isLive poster={poster} />;
  if (playback.vodId !== undefined) return <Recording id={playback.vodId} />;
  return <NothingYet stream={stream} />;
}

/** What is shown until the picture comes. Of a broadcast it stays the first: a player that runs needs no newer one. */
function usePoster({ thumbnail, snapshot, startTime }: Stream): string | null {
  return useMemo(() => thumbnail ?? snapshot, [thumbnail, startTime]);
}

/** A recording. `isAsked`: somebody came for it, so it plays at once. */
function Recording({ id, isAsked = false }: { id: number; isAsked?: boolean }) {
  const { watch } = useTexts();
  const [isPlaying, setIsPlaying] = useState(isAsked);
  const { value: video, error, again } = useLoaded((signal) => getVideo(id, signal), [id]);
  if (error !== undefined && !video) {
    return (
      <Curtain>
        <Failure error={error} again={again} />
      </Curtain>
    );
  }
  if (!video?.url) return <div class="player player-waiting" />;
  if (isPlaying) return <Player url={video.url} isLive={false} poster={video.thumbnail} />;
  return (
    <Curtain picture={video.thumbnail}>
      <p class="curtain-title">{watch.offline}</p>
      <button type="button" class="button button-primary" onClick={() => setIsPlaying(true)}>
        <Icon name="brand" />
        {watch.playRecording}
        <Length video={video} />
      </button>
    </Curtain>
  );
}

const Length = ({ video }: { video: Video }) =>
  video.duration === null ? null : <span>{duration(video.duration)}</span>;

function NothingYet({ stream }: { stream: Stream }) {
  const { watch } = useTexts();
  const { startTime, scheduledAt } = stream;
  const isPlanned = scheduledAt !== null && Date.parse(scheduledAt) > Date.now();
  if (isPlanned) {
    return (
      <Curtain>
        <p class="curtain-title">{watch.upcoming(dayTimeAndZone(scheduledAt))}</p>
        <p>{watch.notStartedHint}</p>
      </Curtain>
    );
  }
  return (
    <Curtain>
      <p class="curtain-title">{startTime === null ? watch.notStarted : watch.offline}</p>
      <p>{startTime === null ? watch.notStartedHint : watch.offlineHint}</p>
    </Curtain>
  );
}

function Curtain({ picture, children }: { picture?: string | null; children: ComponentChildren }) {
  return (
    <div class="player curtain">
      {picture && <img class="curtain-picture" src={picture} alt="" />}
      <div class="curtain-text">{children}</div>
    </div>
  );
}
