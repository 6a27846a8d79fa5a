import { groupDigits } from "../../core/group-digits.js";
import { ansiHtml } from "./html-ansi.js";

const shownLines = 30;
const keptLines = 2_000;
const keptLetters = 400_000;

/**
 * Text of an output as HTML: colours of the terminal kept, lines beyond the thirtieth folded away, and of a text too long for a page the
 * middle left out, which a line says.
 */
export function textHtml(text: string, kind: "stdout" | "stderr" | "result" | "error" = "stdout"): string {
  const lines = shortened(text.replace(/\n+$/, "")).split("\n");
  const pre = (some: readonly string[]): string => `<pre class="text ${kind}">${ansiHtml(some.join("\n"))}</pre>`;
  if (lines.length <= shownLines + 5) return pre(lines);
  const rest = lines.length - shownLines;
  return `${pre(lines.slice(0, shownLines))}\n<details class="long"><summary>${groupDigits(rest)} more lines</summary>${pre(lines.slice(shownLines))}</details>`;
}

function shortened(text: string): string {
  const note = (count: number, what: string): string =>
    `… ${groupDigits(count)} ${what} are left out here; the notebook has them …`;
  const lines = text.split("\n");
  const half = keptLines / 2;
  const fewer =
    lines.length <= keptLines
      ? text
      : [...lines.slice(0, half), note(lines.length - keptLines, "lines"), ...lines.slice(-half)].join("\n");
  if (fewer.length <= keptLetters) return fewer;
  const left = note(fewer.length - keptLetters, "letters");
  return `${fewer.slice(0, keptLetters / 2)}\n${left}\n${fewer.slice(-keptLetters / 2)}`;
}
