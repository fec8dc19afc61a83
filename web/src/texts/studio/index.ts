// What the studio's frame says.

import { textsIn } from "../index";
import { en } from "./en";
import { vi } from "./vi";

export type StudioTexts = typeof en;

export const useStudioTexts = textsIn<StudioTexts>({ en, vi });
