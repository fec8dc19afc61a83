// What the moderation of a chat says.

import { textsIn } from "../index";
import { en } from "./en";
import { vi } from "./vi";

export type ModerationTexts = typeof en;

export const useModerationTexts = textsIn<ModerationTexts>({ en, vi });
