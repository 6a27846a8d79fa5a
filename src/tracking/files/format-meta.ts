import { isPlainInYaml } from "./is-plain-in-yaml.js";
import type { Meta, MetaValue } from "./parse-meta.js";

/**
 * Content of a `meta.yaml`: sorted keys, block style, strings quoted where YAML 1.1 or 1.2 would read another type.
 *
 * @example metaText({ name: "12", end_time: null }) // "end_time: null\nname: '12'\n"
 */
export function formatMeta(meta: Meta): string {
  return Object.keys(meta)
    .sort()
    .map((key) => `${scalar(key)}:${value(meta[key] ?? null, "")}\n`)
    .join("");
}

function value(item: MetaValue, indent: string): string {
  if (Array.isArray(item)) {
    if (item.length === 0) return " []";
    return item.map((entry: MetaValue) => `\n${indent}-${value(entry, `${indent}  `)}`).join("");
  }
  if (item !== null && typeof item === "object") {
    const map = item as Meta;
    const keys = Object.keys(map).sort();
    if (keys.length === 0) return " {}";
    const inner = `${indent}  `;
    return keys.map((key) => `\n${inner}${scalar(key)}:${value(map[key] ?? null, inner)}`).join("");
  }
  return ` ${typeof item === "string" ? scalar(item) : String(item)}`;
}

function scalar(text: string): string {
  if (isPlainInYaml(text)) return text;
  return hasSpecialCharacter(text) ? doubleQuote(text) : `'${text.replaceAll("'", "''")}'`;
}

/** Line breaks and characters that YAML requires to be escaped. */
function hasSpecialCharacter(text: string): boolean {
  return /[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u.test(text);
}

function doubleQuote(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
