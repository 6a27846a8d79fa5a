import { escapeHtml } from "../../report/escape-html.js";

const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

interface Style {
  readonly color?: string | undefined;
  readonly bold?: boolean | undefined;
  readonly faint?: boolean | undefined;
  readonly italic?: boolean | undefined;
  readonly underline?: boolean | undefined;
}

/**
 * Terminal text as HTML: colours and weights become classes, every other control sequence is left out, and a line that a carriage return
 * overwrites shows what it showed last. Colours of backgrounds are left out: on a page they hide more than they tell.
 *
 * @example ansiHtml("\u001b[31mno\u001b[0m <b>") // '<span class="ansi-red">no</span> &lt;b&gt;'
 */
export function ansiHtml(text: string): string {
  let style: Style = {};
  let html = "";
  for (const part of overwritten(text).split(/(\u001b\[[0-9;]*m)/)) {
    const codes = /^\u001b\[([0-9;]*)m$/.exec(part);
    if (codes !== null) style = styled(style, (codes[1] ?? "").split(";").map(Number));
    else html += span(style, part);
  }
  return html;
}

/** The same text without any control sequence. */
export function plainAnsi(text: string): string {
  return overwritten(text).replace(/\u001b\[[0-9;]*m/g, "");
}

function overwritten(text: string): string {
  return text
    .replace(/\u001b\][^\u0007\u001b]*(\u0007|\u001b\\)/g, "")
    .replace(/\u001b\[[0-9;?]*[A-Za-ln-z]/g, "")
    .replace(/\u001b[^[]/g, "")
    .replace(/\r\n/g, "\n")
    .split("\n")
    .map((line) => line.replace(/\r+$/, ""))
    .map((line) => line.slice(line.lastIndexOf("\r") + 1))
    .join("\n")
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f]/g, "");
}

function styled(before: Style, codes: readonly number[]): Style {
  let style = before;
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    if (code === 0) style = {};
    else if (code === 1) style = { ...style, bold: true };
    else if (code === 2) style = { ...style, faint: true };
    else if (code === 3) style = { ...style, italic: true };
    else if (code === 4) style = { ...style, underline: true };
    else if (code === 22) style = { ...style, bold: false, faint: false };
    else if (code === 23) style = { ...style, italic: false };
    else if (code === 24) style = { ...style, underline: false };
    else if (code === 39) style = { ...style, color: undefined };
    else if (code >= 30 && code <= 37) style = { ...style, color: names[code - 30] };
    else if (code >= 90 && code <= 97) style = { ...style, color: names[code - 90] };
    else if (code === 38 || code === 48) {
      const paletted = codes[index + 1] === 5;
      if (code === 38) style = { ...style, color: paletted ? names[(codes[index + 2] ?? 0) % 8] : undefined };
      index += paletted ? 2 : 4;
    }
  }
  return style;
}

function span({ color, bold, faint, italic, underline }: Style, text: string): string {
  if (text === "") return "";
  const classes = [
    color === undefined ? "" : `ansi-${color}`,
    bold ? "ansi-bold" : "",
    faint ? "ansi-faint" : "",
    italic ? "ansi-italic" : "",
    underline ? "ansi-underline" : "",
  ].filter((name) => name !== "");
  return classes.length === 0 ? escapeHtml(text) : `<span class="${classes.join(" ")}">${escapeHtml(text)}</span>`;
}
