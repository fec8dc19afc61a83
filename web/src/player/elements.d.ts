// The controls' elements, as JSX knows them.

import type { ComponentChildren } from "preact";

interface ElementProps {
  children?: ComponentChildren;
  class?: string;
  slot?: string;
  [attribute: string]: unknown;
}

declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "media-controller": ElementProps;
      "media-control-bar": ElementProps;
      "media-play-button": ElementProps;
      "media-mute-button": ElementProps;
      "media-volume-range": ElementProps;
      "media-time-range": ElementProps;
      "media-time-display": ElementProps;
      "media-live-button": ElementProps;
      "media-captions-button": ElementProps;
      "media-pip-button": ElementProps;
      "media-fullscreen-button": ElementProps;
      "media-loading-indicator": ElementProps;
    }
  }
}
