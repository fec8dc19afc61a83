// What stands around the contract.

import { textsIn } from "../index";
import { en } from "./en";
import { vi } from "./vi";

export type DocsTexts = typeof en;

export const useDocsTexts = textsIn<DocsTexts>({ en, vi });
