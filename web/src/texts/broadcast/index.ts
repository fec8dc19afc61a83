// What going live from the browser says.

import { textsIn } from "../index";
import { en } from "./en";
import { vi } from "./vi";

export type BroadcastTexts = typeof en;

export const useBroadcastTexts = textsIn<BroadcastTexts>({ en, vi });
