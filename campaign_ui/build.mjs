// Bundles the site's style sheet, script, icons and font into static/dist/, under names that carry their content's hash.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import postcss from "postcss";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "static", "src");
const target = join(here, "static", "dist");

// The fonts that the style sheet names: they get their own hashes, and the style sheet finds them beside it.
const fonts = new Map();

async function bundle(name) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: [join(source, name)],
    bundle: true,
    minify: true,
    target: ["chrome115", "firefox115", "safari16"],
    legalComments: "none",
    write: false,
    outdir: target,
    loader: { ".woff2": "file" },
    assetNames: "[name]-[hash]",
  });
  for (const file of result.outputFiles) {
    if (file.path.endsWith(".woff2")) fonts.set(basename(file.path), file.contents);
  }
  return result.outputFiles.find((file) => basename(file.path) === name).text;
}

// Tabler switches to its dark colours by an attribute only, which needs a script. Here the attribute may also say
// "auto", and the same rules are repeated for it below `prefers-color-scheme: dark`.
const followTheSystem = {
  postcssPlugin: "follow-the-system",
  OnceExit(root, { AtRule }) {
    const dark = "[data-bs-theme=dark]";
    root.walkRules((rule) => {
      const selectors = rule.selectors.filter((one) => one.includes(dark) && !one.includes(`:not(${dark}`));
      if (selectors.length === 0 || rule.parent.params === "(prefers-color-scheme: dark)") return;
      const media = new AtRule({ name: "media", params: "(prefers-color-scheme: dark)" });
      media.append(rule.clone({ selectors: selectors.map((one) => one.replaceAll(dark, "[data-bs-theme=auto]")) }));
      rule.after(media);
    });
  },
};

function sprite() {
  const names = JSON.parse(readFileSync(join(source, "icons.json"), "utf8"));
  const symbols = names.map((name) => {
    const svg = readFileSync(join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8");
    const paths = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\s+/g, " ").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${paths}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

const css = await postcss([followTheSystem]).process(await bundle("site.css"), { from: undefined });
const files = {
  "site.css": css.css,
  "site.js": await bundle("site.js"),
  "icons.svg": sprite(),
  "favicon.svg": readFileSync(join(source, "favicon.svg"), "utf8"),
};

// A page that was loaded before this build still asks for the files it names, so they stay for a day.
mkdirSync(target, { recursive: true });
for (const name of readdirSync(target)) {
  if (Date.now() - statSync(join(target, name)).mtimeMs > 86_400_000) rmSync(join(target, name), { force: true });
}
for (const [name, contents] of fonts) writeFileSync(join(target, name), contents);
const manifest = {};
for (const [name, text] of Object.entries(files)) {
  const [stem, extension] = name.split(".");
  manifest[name] = `${stem}-${createHash("sha256").update(text).digest("hex").slice(0, 10)}.${extension}`;
  writeFileSync(join(target, manifest[name]), text);
}
writeFileSync(join(target, "manifest.json"), JSON.stringify(manifest, null, 2));
console.log(Object.values(manifest).join("\n"));
