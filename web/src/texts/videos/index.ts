// What the lists of one's own videos and the uploads say.

import { textsIn } from "../index";
import { en } from "./en";
import { vi } from "./vi";

export type VideosTexts = typeof en;

export const useVideosTexts = textsIn<VideosTexts>({ en, vi });
