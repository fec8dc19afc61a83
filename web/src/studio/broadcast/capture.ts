// Cameras, microphones and screens, as the browser hands them out.

import type { Quality } from "./peer";

/** What is wished for; a device that is gone is replaced by another. */
export interface Choice {
  camera: string | undefined;
  microphone: string | undefined;
  quality: Quality;
}

export interface Captured {
  video: MediaStreamTrack;
  microphone: MediaStreamTrack | undefined;
  /** What a shared screen sounds like. */
  screenSound: MediaStreamTrack | undefined;
}

export interface Devices {
  cameras: MediaDeviceInfo[];
  microphones: MediaDeviceInfo[];
}

const FRAMES_PER_S = 30;
/** A picture is 16 to 9, where the camera can. */
const widthOf = (height: number) => Math.round((height * 16) / 9);

export const canCapture = () =>
  Boolean(navigator.mediaDevices?.getUserMedia) && "RTCPeerConnection" in window;
/** Phones cannot. */
export const canShareScreen = () => Boolean(navigator.mediaDevices?.getDisplayMedia);

/** Camera and microphone; the camera alone, where there is no microphone. */
export async function openCamera(choice: Choice): Promise<Captured> {
  const video = { ...pictureOf(choice.quality), ...exactly(choice.camera) };
  const stream = await asking({ video, audio: exactly(choice.microphone) });
  return captured(stream, stream.getAudioTracks()[0], undefined);
}

/** A screen, a window or a tab, as its owner chooses, and the microphone, where there is one. */
export async function openScreen(choice: Choice): Promise<Captured> {
  const video = { frameRate: { ideal: FRAMES_PER_S }, height: { max: choice.quality } };
  const screen = await navigator.mediaDevices.getDisplayMedia({ video, audio: true });
  const microphone = await openMicrophone(choice).catch(() => undefined); // a screen alone is a broadcast, too
  return captured(screen, microphone, screen.getAudioTracks()[0]);
}

export async function openMicrophone(choice: Choice): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: exactly(choice.microphone) });
  const [microphone] = stream.getAudioTracks();
  if (!microphone) throw new DOMException("no sound", "NotFoundError");
  return microphone;
}

export async function devices(): Promise<Devices> {
  const all = (await navigator.mediaDevices.enumerateDevices()).filter(({ deviceId }) => deviceId !== "");
  const of = (kind: MediaDeviceKind) => all.filter((device) => device.kind === kind);
  return { cameras: of("videoinput"), microphones: of("audioinput") };
}

function captured(
  stream: MediaStream,
  microphone: MediaStreamTrack | undefined,
  screenSound: MediaStreamTrack | undefined,
): Captured {
  const [video] = stream.getVideoTracks();
  if (!video) throw new DOMException("no picture", "NotFoundError");
  return { video, microphone, screenSound };
}

/** Asks for less, where not all is there. */
async function asking(wish: {
  video: MediaTrackConstraints;
  audio: MediaTrackConstraints;
}): Promise<MediaStream> {
  const ask = (constraints: MediaStreamConstraints) => navigator.mediaDevices.getUserMedia(constraints);
  try {
    return await ask(wish);
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    const { deviceId: _, ...anyCamera } = wish.video;
    if (name === "OverconstrainedError") return ask({ video: anyCamera, audio: true });
    if (name === "NotFoundError") return ask({ video: wish.video });
    throw error;
  }
}

const pictureOf = (height: Quality): MediaTrackConstraints => ({
  width: { ideal: widthOf(height) },
  height: { ideal: height },
  frameRate: { ideal: FRAMES_PER_S },
});

const exactly = (deviceId: string | undefined): MediaTrackConstraints =>
  deviceId === undefined ? {} : { deviceId: { exact: deviceId } };
