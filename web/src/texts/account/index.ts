// What the page of one's account says.

import { textsIn } from "../index";
import { en } from "./en";
import { vi } from "./vi";

export type AccountTexts = typeof en;

export const useAccountTexts = textsIn<AccountTexts>({ en, vi });
