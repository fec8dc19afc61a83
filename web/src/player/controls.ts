// The controls' library: only those of its elements that the player has. Loaded when there is something to play.

import "media-chrome/dist/media-controller.js";
import "media-chrome/dist/media-control-bar.js";
import "media-chrome/dist/media-play-button.js";
import "media-chrome/dist/media-mute-button.js";
import "media-chrome/dist/media-volume-range.js";
import "media-chrome/dist/media-time-range.js";
import "media-chrome/dist/media-time-display.js";
import "media-chrome/dist/media-live-button.js";
import "media-chrome/dist/media-captions-button.js";
import "media-chrome/dist/media-pip-button.js";
import "media-chrome/dist/media-fullscreen-button.js";
import "media-chrome/dist/media-loading-indicator.js";
import { addTranslation, setLanguage } from "media-chrome/dist/utils/i18n.js";
import { LANGUAGES, type Language, texts } from "../texts";
import { markStyles } from "./nonce";

markStyles([
  "media-controller",
  "media-control-bar",
  "media-gesture-receiver",
  "media-play-button",
  "media-mute-button",
  "media-volume-range",
  "media-time-range",
  "media-time-display",
  "media-live-button",
  "media-captions-button",
  "media-pip-button",
  "media-fullscreen-button",
  "media-loading-indicator",
  "media-tooltip",
  "media-preview-thumbnail",
  "media-preview-time-display",
  "media-preview-chapter-display",
  "media-error-dialog",
]);

/** Has the controls speak the page's language; those that are there already keep theirs. */
export function speak(language: Language): void {
  if (!(language in LANGUAGES)) return;
  addTranslation(language, texts().player.controls as Parameters<typeof addTranslation>[1]);
  setLanguage(language);
}
