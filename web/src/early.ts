// Runs before anything is painted, so that nobody sees the other theme flash by.

import { remembered } from "./lib/remembered";

const theme = remembered("theme");
if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
