// What going live from the browser says, in English.

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export const en = {
  title: "Go live from this browser",
  intro: "With camera and microphone, or with your screen. No other program is needed.",
  loading: "Loading …",
  actions: {
    camera: "Use camera",
    screen: "Share screen",
    goLive: "Go live",
    end: "Stop broadcasting",
    release: "Close preview",
  },
  preview: {
    label: "What viewers will see",
    covered: "The picture is hidden. Viewers see black.",
    loudness: "Loudness",
  },
  controls: {
    mute: "Mute microphone",
    cameraOff: "Turn camera off",
    hideScreen: "Hide screen",
    camera: "Camera",
    cameraNumber: (order: number) => `Camera ${number.format(order)}`,
    microphone: "Microphone",
    microphoneNumber: (order: number) => `Microphone ${number.format(order)}`,
    quality: "Picture",
    qualities: {
      1080: "1080p, for fast uploads (6 Mbit/s)",
      720: "720p (4 Mbit/s)",
      480: "480p, for slow uploads (2 Mbit/s)",
    },
  },
  standings: {
    badge: "Live",
    idle: "Not on the air.",
    liveElsewhere: "This stream is live from another program. End that one before you go live from here.",
    connecting: "Connecting …",
    connected: "Connected. Viewers will see you in a few seconds.",
    live: "You are live.",
    reconnecting: "The connection is lost. Trying again by itself …",
    ended: "The broadcast has ended.",
  },
  notices: {
    noMicrophone: "No microphone was found or allowed: viewers will hear nothing from you.",
    microphoneGone: "The microphone is gone. Choose another, or plug it in again.",
    cameraGone: "The camera is gone, and viewers see a still picture. Choose a picture again.",
    screenEnded: "Your screen is not shared any more. Choose a picture again.",
  },
  faults: {
    unsupported: "This browser cannot go live. Use a current one, at an address that begins with https.",
    denied:
      "The browser may not use camera and microphone. Allow it beside the address of this page, then try again.",
    notShared: "No screen was shared. Choose one, and allow the browser to record it.",
    noCamera: "No camera was found. Plug one in, or share your screen.",
    noMicrophone: "This microphone cannot be used. Choose another.",
    inUse: "Another program uses the camera or microphone. Close that one and try again.",
    captureFailed: "The camera could not be opened. Try again, or choose another.",
    offline: "No answer. Check your network and try again.",
    refused:
      "The stream does not take this broadcast: it was closed, or its key was changed. Load the page again.",
    taken: "Somebody is already broadcasting to this stream. End that broadcast first.",
    unacceptable: "The stream does not understand what this browser sends. Try another browser.",
    overloaded: "The video service has a problem. Try again in a moment.",
    unreachable: "The way for the picture is blocked. Your network may refuse such connections; try another.",
    lost: "The connection did not come back. Check your network and go live again.",
    endedElsewhere: "The stream was ended.",
  },
  figures: {
    title: "What goes out",
    bitrate: "Bitrate",
    picture: "Picture",
    frames: "Pictures per second",
    lost: "Packets lost",
    roundTrip: "Round trip",
    kilobits: (count: number) => `${number.format(count)} kbit/s`,
    milliseconds: (count: number) => `${number.format(count)} ms`,
    number: (count: number) => number.format(count),
    limits: {
      network: "The network does not carry more: the picture is smaller than chosen.",
      machine: "This computer is too busy: the picture is smaller than chosen. Close other programs.",
    },
  },
};
