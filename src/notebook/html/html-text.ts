import { groupDigits } from "../../core/group-digits.js";
import { ansiHtml } from "./html-ansi.js";

const shownLines = 30;
const maxLines = 2_000;
const maxCharacters = 400_000;

/**
 * Text of an output as HTML with its terminal colours; lines beyond the thirtieth are folded, and the middle of a very
 * long text is left out, which a line states.
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
    `… ${groupDigits(count)} ${what} left out; they are in the notebook …`;
  const lines = text.split("\n");
  const half = maxLines / 2;
  const fewer =
    lines.length <= maxLines
      ? text
      : [...lines.slice(0, half), note(lines.length - maxLines, "lines"), ...lines.slice(-half)].join("\n");
  if (fewer.length <= maxCharacters) return fewer;
  const left = note(fewer.length - maxCharacters, "characters");
  return `${fewer.slice(0, maxCharacters / 2)}\n${left}\n${fewer.slice(-maxCharacters / 2)}`;
}
