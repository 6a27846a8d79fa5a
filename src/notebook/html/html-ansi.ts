import { createRequire } from "node:module";
import type Anser from "anser";
import { escapeHtml } from "../../report/escape-html.js";

/**
 * Terminal text as HTML: the 16 named colours and the weights become classes, colours of the 256-colour palette and
 * 24-bit colours become styles, every other control sequence is left out, and a line that a carriage return overwrites
 * shows its last state.
 *
 * @example ansiHtml("\u001b[31mno\u001b[0m <b>") // '<span class="ansi-red">no</span> &lt;b&gt;'
 */
export function ansiHtml(text: string): string {
  const plain = overwritten(text);
  if (!plain.includes("\u001b")) return escapeHtml(plain);
  const { ansiToJson } = loadAnser();
  const options = { remove_empty: true };
  // Named colours come as classes from one reading, all others as "r, g, b" from the other.
  const named = ansiToJson(plain, { ...options, use_classes: true });
  return ansiToJson(plain, options)
    .map((part, index) => span(part, named[index]))
    .join("");
}

/**
 * The same text without any control sequence.
 *
 * @example plainAnsi("\u001b[31mno\u001b[0m") // "no"
 */
export function plainAnsi(text: string): string {
  return overwritten(text).replace(/\u001b\[[0-9;]*m/g, "");
}

function overwritten(text: string): string {
  return text
    .replace(/\u001b\][^\u0007\u001b]*(\u0007|\u001b\\)/g, "")
    .replace(/\u001b\[([0-9;:]*)m/g, (_sequence, codes: string) => `\u001b[${withoutColons(codes)}m`)
    .replace(/\u001b\[[0-9;?]*[A-Za-ln-z]/g, "")
    .replace(/\u001b(?!\[[0-9;]*m)/g, "")
    .replace(/\r\n/g, "\n")
    .split("\n")
    .map((line) => line.replace(/\r+$/, ""))
    .map((line) => line.slice(line.lastIndexOf("\r") + 1))
    .join("\n")
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f]/g, "");
}

/** `38:2::r:g:b` and `38:5:n`, the form of ISO 8613-6, as `38;2;r;g;b` and `38;5;n`. */
function withoutColons(codes: string): string {
  return codes.replace(/([34]8):2:[^:;]*:(\d+:\d+:\d+)/g, "$1:2:$2").replaceAll(":", ";");
}

let anser: typeof Anser | undefined;

function loadAnser(): typeof Anser {
  anser ??= createRequire(import.meta.url)("anser") as typeof Anser;
  return anser;
}

function span(part: Anser.AnserJsonEntry, named: Anser.AnserJsonEntry | undefined): string {
  const text = escapeHtml(part.content);
  const [color, background] = [toColor(part.fg, named?.fg), toColor(part.bg, named?.bg)];
  const classes = [
    color.name === undefined ? "" : `ansi-${color.name}`,
    background.name === undefined ? "" : `ansi-back-${background.name}`,
    ...part.decorations.map((decoration) => decorationClasses[decoration] ?? ""),
  ].filter((name) => name !== "");
  const foreground = color.rgb ?? (color.name === undefined ? legibleOn(background.rgb) : undefined);
  const styles = [
    foreground === undefined ? "" : `color:rgb(${foreground})`,
    background.rgb === undefined ? "" : `background:rgb(${background.rgb})`,
  ].filter((style) => style !== "");
  const attributes = [
    classes.length === 0 ? "" : ` class="${classes.join(" ")}"`,
    styles.length === 0 ? "" : ` style="${styles.join(";")}"`,
  ].join("");
  return attributes === "" ? text : `<span${attributes}>${text}</span>`;
}

const decorationClasses: Readonly<Record<string, string>> = {
  bold: "ansi-bold",
  dim: "ansi-faint",
  italic: "ansi-italic",
  underline: "ansi-underline",
  strikethrough: "ansi-strikethrough",
};

/** A named colour, which follows the page's theme, or red, green and blue. */
function toColor(
  rgb: string | null | undefined,
  className: string | null | undefined,
): { readonly name?: string | undefined; readonly rgb?: string | undefined } {
  if (!rgb) return {};
  const [, name] = /^ansi-(?:bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/.exec(className ?? "") ?? [];
  return name === undefined ? { rgb: rgb.replace(/\s/g, "") } : { name };
}

/** Black or white, whichever can be read on a background. */
function legibleOn(background: string | undefined): string | undefined {
  if (background === undefined) return undefined;
  const [red = 0, green = 0, blue = 0] = background.split(",").map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "0,0,0" : "255,255,255";
}
