// Makes static/built/ from npm's packages and design/css: the theme, one style sheet
// for the public pages, one for the desk, and the fonts. Run by `npm run build`, from
// the repository's root. Takes about five seconds.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { browserslistToTargets, bundle } from "lightningcss";
import { unpacked } from "./woff.js";

const BUILT = "static/built";
const BESIDE = `${BUILT}.unfinished`; // put in place whole, so that nobody meets half a build
const CACHE = "node_modules/.cache/hemvagen";
const CONFIG = "design/designsystemet.config.json";
const GENERATOR = "node_modules/@digdir/designsystemet/dist/bin/designsystemet.js";
const SHEETS = ["public", "desk"];
const FONTS = { "source-sans-3": [400, 600], "source-serif-4": [400, 600] };
const SUBSETS = ["latin", "latin-ext"]; // a browser fetches latin-ext only for a name that needs it
const OTHER_NAME = ["Source", "Accent"]; // latin-ext in a document: Accent Sans 3
const BROWSERS = ["chrome 111", "edge 111", "firefox 115", "safari 16.4"];

function makeTheme() {
  if (!existsSync(GENERATOR)) {
    throw new Error("The packages are missing. Run: npm ci --ignore-scripts");
  }
  const run = (...words) =>
    execFileSync(process.execPath, [GENERATOR, "tokens", ...words, "--config", CONFIG], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  run("create");
  run("build", "-t", `${CACHE}/tokens`, "-o", CACHE);
}

// The product has no dark mode, one typeface for text and nothing in large size.
const UNUSED_LAYER = /^ds\.theme\.(color-scheme\.dark|typography\.secondary)$/;

function isSchemeQuery(rule) {
  return JSON.stringify(rule.value.query).includes("prefers-color-scheme");
}

const withoutUnused = {
  Rule: {
    "layer-block": (rule) =>
      UNUSED_LAYER.test((rule.value.name ?? []).join(".")) ? [] : undefined,
    media: (rule) => (isSchemeQuery(rule) ? [] : undefined),
  },
};

function makeSheet(name) {
  const { code, warnings } = bundle({
    filename: `design/css/${name}.css`,
    minify: true,
    targets: browserslistToTargets(BROWSERS),
    visitor: withoutUnused,
  });
  for (const warning of warnings) console.warn(`${name}.css: ${warning.message}`);
  writeFileSync(`${BESIDE}/${name}.css`, code);
  const size = (gzipSync(code, { level: 9 }).length / 1024).toFixed(1);
  console.log(`${BUILT}/${name}.css ${size} KB compressed`);
}

function copyFonts() {
  mkdirSync(`${BESIDE}/fonts`);
  mkdirSync(`${BESIDE}/print`); // for PDF documents: organisation/documents.py
  for (const [family, weights] of Object.entries(FONTS)) {
    for (const weight of weights) {
      for (const subset of SUBSETS) {
        cpSync(
          `node_modules/@fontsource/${family}/files/${family}-${subset}-${weight}-normal.woff2`,
          `${BESIDE}/fonts/${family}-${subset}-${weight}.woff2`,
        );
        const packed = readFileSync(
          `node_modules/@fontsource/${family}/files/${family}-${subset}-${weight}-normal.woff`,
        );
        const name = subset === "latin" ? undefined : OTHER_NAME;
        writeFileSync(`${BESIDE}/print/${family}-${subset}-${weight}.ttf`, unpacked(packed, name));
      }
    }
  }
}

rmSync(BESIDE, { recursive: true, force: true });
mkdirSync(BESIDE, { recursive: true });
makeTheme();
SHEETS.forEach(makeSheet);
copyFonts();
writeFileSync(`${BESIDE}/LICENCES.txt`, licences());
rmSync(BUILT, { recursive: true, force: true });
renameSync(BESIDE, BUILT);

function licences() {
  const packages = ["@digdir/designsystemet-css", ...Object.keys(FONTS).map((f) => `@fontsource/${f}`)];
  return packages
    .map((name) => `${name}\n\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8")}`)
    .join("\n\n----\n\n");
}
