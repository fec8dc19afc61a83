// What the pages of one's own streams say.

import { textsIn } from "../index";
import { en } from "./en";
import { vi } from "./vi";

export type StreamsTexts = typeof en;

export const useStreamsTexts = textsIn<StreamsTexts>({ en, vi });
