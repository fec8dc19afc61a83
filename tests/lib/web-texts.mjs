// What the pages say, as the tests read it.

import { build } from "esbuild";
import { inRoot } from "../../dev/lib/paths.mjs";

/**
 * The texts of one area in each of the languages: they name their modules as a bundler finds them, and Node does not.
 *
 * @param {string} area folder in web/src/texts
 */
export async function textsOf(area) {
  const entry = `export { en } from "./en"; export { vi } from "./vi";`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: inRoot(`web/src/texts/${area}`) },
    bundle: true,
    format: "esm",
    write: false,
  });
  const { en, vi } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  return { en, vi };
}
