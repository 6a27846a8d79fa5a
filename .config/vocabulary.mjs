// `node .config/vocabulary.mjs [path...]` lists words that the project does not use, with the word to write instead; `--count` only counts them.
// Scans identifiers, strings, comments, docs and notebooks. A word that belongs to a format, a library or the data is listed in `allowed`.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Words of prose and parts of identifiers: what to write instead. */
const words = {
  "places?|placed": "path, uri, location, index, position, offset; put, write",
  "rooms?": "folder, module, buffer, workspace, slot",
  "told|tells": "returned, reported",
  "hears?|heard": "received",
  "asked|asks": "requested",
  "wants?|wanted": "requested, expected",
  "kept|keeps": "stored, saved, retained",
  gone: "missing, removed",
  lies: "is in",
  stands: "is in, is",
  beside: "next to, with",
  "answers?|answered": "scores, responses, results",
  "aims?": "targets, goals",
  texts: "strings",
  "letters?": "characters",
  wholly: "fully",
  anew: "again",
  alike: "same",
  twice: "two times, again, or state the count",
  "foretells?|foretold|foretelling": "predict, forecast",
  honest: "time-ordered, out of sample",
  fresh: "force, new",
  loose: "lenient",
  hence: "so",
};
/** Phrases of prose (strings, comments, docs, notebooks). */
const phrases = {
  "lets? go of|gives? back|in its hand": "releases, returns, holds",
  "without a word": "silently",
  "(?:is|are) no (?!longer\\b|more\\b|better\\b|worse\\b|larger\\b|smaller\\b)[a-z\"'`]+":
    "is not a valid ...; invalid ...",
  "from [01] on": ">= 0, >= 1",
  "a text\\b(?! (?:cell|file|editor|node|area|field|mode|column|format))": "a string",
  "whole numbers?": "integer",
  "naive lines?": "baseline",
  "made[- ]up": "synthetic",
  "so many": "maximum number of",
  "parted by": "comma-separated, separated by",
  "put(?:s|ting)? right": "fix",
  "small letters": "lowercase",
  "not without": "with",
  "goes? wrong": "fails",
  "extremes cut": "trimmed",
  "the (?:least|greatest) (?:is|value)": "min, max",
  "stayed out": "rejected",
  "ran well": "passed",
  "carried on": "last value repeated",
  "costs? nothing": "baseline",
  "(?:who|which|that) carr(?:y|ies) (?:the|most)": "matters",
};
/** Names of functions and constants. */
const names = { "\\w*[a-z](?:Named|Of)": "getX, toX, fromX" };
const allowedNames =
  /^(is[A-Z]\w*|has[A-Z]\w*|indexOf|lastIndexOf|valueOf|isPrototypeOf|getPrototypeOf|setPrototypeOf|instanceOf|oneOf|anyOf|allOf|typeOf|keyOf)$/;

/** Uses that belong to a format, a library, another language or the data; the reason is beside each. */
const allowed = [
  { path: /^(\.config\/vocabulary\.mjs|src\/testing\/vocabulary\.test\.ts)$/, words: /./, reason: "names the words" },
  { path: /^src\/(search|studies|io)\//, words: /^(asked|asks|tells|told)$/, reason: "Optuna's ask and tell" },
  {
    path: /^src\/(runner\/run\/plan-jobs|runner\/queue\/make-jobs|cli\/run)/,
    words: /^place$/,
    reason: "--in-place, as in nbconvert",
  },
  { path: /\.css$/, words: /^letter$/, reason: "the property letter-spacing" },
  { path: /^src\/models\/neighbors\/k-nearest\.ts$/, words: /^wanted$/, reason: "the key of saved models" },
  { path: /nearest-on-sphere\.ts$/, words: /^places$/, reason: "a key of saved pipelines" },
  { path: /^src\/notebook\/run\/run-metadata\.ts$/, words: /^place$/, reason: "a key in executed notebooks" },
  {
    path: /^src\/tracking\/(check-tracker-key|registry\/check-alias)\.ts$/,
    words: /^letters$/,
    reason: "letters and digits",
  },
  { path: /safe-styles\.ts$|worldbank-sample\.ts$/, words: /^letter$/, reason: "a CSS property, a film title" },
  { path: /render-schedule\.ts$/, words: /^want(s|ed)$/, reason: "keywords of systemd" },
  { path: /^\.github\/CHANGELOG\.md$/, words: /./, reason: "names what was renamed" },
  { path: /worldbank-sample\.ts$/, words: /^LETTER$/, reason: "a film title of the sample" },
  {
    path: /\.ipynb$|^README\.md$|init\/assets\/notebooks\//,
    words: /^answers?$/,
    reason: "a notebook opens with question and answer",
  },
];

/** Every banned word below the given paths: file, line, the words found, what to write instead. */
export function findBannedWords(paths = ["src", "notebooks", "README.md", ".config", ".github", "docker-compose.yml"]) {
  return paths
    .flatMap(filesBelow)
    .flatMap((path) => scan(relative(root, path).replaceAll("\\", "/"), readFileSync(path, "utf8")));
}

function filesBelow(path) {
  const full = join(root, relative(root, join(root, path)) || path);
  const found = statSync(full, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (found.isFile()) return [full];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs|cjs|css|ipynb|md|yml|yaml)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !/\/golden\/|\/node_modules\/|kernel-bytes\.ts$/.test(file));
}

const asPattern = (parts, flags) =>
  Object.entries(parts).map(([pattern, instead]) => ({ pattern: new RegExp(`\\b(?:${pattern})\\b`, flags), instead }));
const wordPatterns = asPattern(words, "gi");
const phrasePatterns = asPattern(phrases, "gi");
const namePatterns = asPattern(names, "g");

function scan(path, text) {
  const isCode = /\.(ts|mjs|cjs)$/.test(path);
  const lines = path.endsWith(".ipynb")
    ? notebookLines(text)
    : text.split("\n").map((line, index) => [index + 1, line]);
  return lines.flatMap(([number, line]) => {
    const prose = line.replace(/([a-z\d])([A-Z])/g, "$1 $2").replace(/[_-]/g, " ");
    const found = [
      ...wordPatterns.flatMap((entry) => matches(entry, prose)),
      ...phrasePatterns.flatMap((entry) => matches(entry, line)),
      ...(isCode
        ? namePatterns
            .flatMap((entry) => matches(entry, declaredNames(line)))
            .filter(({ word }) => !allowedNames.test(word))
        : []),
    ];
    return found
      .filter(({ word }) => !allowed.some((rule) => rule.path.test(path) && rule.words.test(word.toLowerCase())))
      .map(({ word, instead }) => ({ path, line: number, word, instead, text: line.trim().slice(0, 160) }));
  });
}

function matches({ pattern, instead }, text) {
  return [...text.matchAll(pattern)].map(([word]) => ({ word, instead }));
}

/** The names that a line declares as function or constant. */
function declaredNames(line) {
  return [...line.matchAll(/\b(?:function|const|let)\s+([a-z]\w*)/g)].map(([, name]) => name).join(" ");
}

function notebookLines(text) {
  let number = 0;
  return JSON.parse(text).cells.flatMap(({ source }) =>
    (Array.isArray(source) ? source.join("") : source).split("\n").map((line) => [++number, line]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const paths = process.argv.slice(2).filter((word) => !word.startsWith("--"));
  const found = findBannedWords(paths.length > 0 ? paths : undefined);
  if (process.argv.includes("--count")) {
    const counts = new Map();
    for (const { word } of found) counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
    for (const [word, count] of [...counts].sort((a, b) => b[1] - a[1])) console.log(`${count}\t${word}`);
  } else
    for (const { path, line, word, instead, text } of found)
      console.log(`${path}:${line}: "${word}" (write: ${instead}): ${text}`);
  console.log(`${found.length} found`);
}
