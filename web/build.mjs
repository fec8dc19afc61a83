// Bundles the pages: scripts and styles with their content in their names, and an HTML file a page that names them.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const WEB = dirname(fileURLToPath(import.meta.url));
const PUBLIC = join(WEB, "public");

/** Each page with its entry; what they share, esbuild puts in chunks of its own. */
const PAGES = {
  home: "pages/home.tsx",
  watch: "pages/watch.tsx",
  chat: "pages/chat.tsx",
  embed: "pages/embed.tsx",
  studio: "pages/studio.tsx",
  "studio-stream": "pages/studio-stream.tsx",
  "studio-videos": "pages/studio-videos.tsx",
  "studio-account": "pages/studio-account.tsx",
  admin: "pages/admin.tsx",
  docs: "pages/docs.tsx",
  missing: "pages/missing.tsx",
};
/** Runs before anything is painted: theme and language. */
const EARLY = "early.ts";
const STYLE = "styles/site.css";
const ICON = "icon.svg";

const SETTINGS = {
  outbase: join(WEB, "src"),
  outdir: join(PUBLIC, "assets"),
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  absWorkingDir: WEB,
  bundle: true,
  target: "es2023",
  minify: true,
  metafile: true,
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".svg": "copy" },
  logLevel: "warning",
};

async function bundle() {
  const of = (...files) => files.map((file) => join(WEB, "src", file));
  const [pages, early] = await Promise.all([
    build({
      ...SETTINGS,
      entryPoints: of(...Object.values(PAGES), STYLE, ICON),
      format: "esm",
      splitting: true,
    }),
    build({ ...SETTINGS, entryPoints: of(EARLY), format: "iife" }),
  ]);
  return { ...pages.metafile.outputs, ...early.metafile.outputs };
}

/** What was made of an entry, and what it needs at once. */
function made(outputs, entry) {
  const [file, output] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === `src/${entry}`);
  const needed = new Set();
  const collect = ({ imports }) => {
    for (const { path, kind } of imports) {
      if (kind !== "import-statement" || needed.has(path)) continue;
      needed.add(path);
      collect(outputs[path]);
    }
  };
  collect(output);
  return { url: url(file), style: output.cssBundle && url(output.cssBundle), needs: [...needed].map(url) };
}

const url = (file) => `/assets/${basename(file)}`;

function head(outputs, entry) {
  const { url: script, style, needs } = made(outputs, entry);
  return [
    `<script src="${made(outputs, EARLY).url}"></script>`,
    `<link rel="stylesheet" href="${made(outputs, STYLE).url}">`,
    ...(style ? [`<link rel="stylesheet" href="${style}">`] : []),
    ...needs.map((part) => `<link rel="modulepreload" href="${part}">`),
    `<script type="module" src="${script}"></script>`,
  ]
    .map((line) => `    ${line}`)
    .join("\n");
}

function writePages(outputs) {
  const template = readFileSync(join(WEB, "page.html"), "utf8");
  const icon = url(Object.keys(outputs).find((file) => /\/icon-\w+\.svg$/.test(file)));
  mkdirSync(join(PUBLIC, "pages"));
  for (const [name, entry] of Object.entries(PAGES)) {
    const parts = { title: "liveroom", icon, head: head(outputs, entry) };
    const html = template.replace(/\{\{(title|icon|head)\}\}/g, (_, part) => parts[part]);
    writeFileSync(join(PUBLIC, "pages", `${name}.html`), html);
  }
}

for (const folder of ["assets", "pages"]) rmSync(join(PUBLIC, folder), { recursive: true, force: true });
writePages(await bundle());
