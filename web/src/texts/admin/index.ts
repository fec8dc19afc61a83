// What the page for admins says.

import { textsIn } from "../index";
import { en } from "./en";
import { vi } from "./vi";

export type AdminTexts = typeof en;

export const useAdminTexts = textsIn<AdminTexts>({ en, vi });
