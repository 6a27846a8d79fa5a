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
  return `${pre(lines.slice(0, shownLines))}\n<details class="long"><summary>${rest.toLocaleString("en-US")} more lines</summary>${pre(lines.slice(shownLines))}</details>`;
}

function shortened(text: string): string {
  const lines = text.split("\n");
  if (lines.length > keptLines) {
    const half = keptLines / 2;
    const left = lines.length - keptLines;
    const note = `… ${left.toLocaleString("en-US")} lines are left out here; the notebook has them …`;
    return shortened([...lines.slice(0, half), note, ...lines.slice(-half)].join("\n"));
  }
  if (text.length <= keptLetters) return text;
  const left = text.length - keptLetters;
  return `${text.slice(0, keptLetters / 2)}\n… ${left.toLocaleString("en-US")} letters are left out here; the notebook has them …\n${text.slice(-keptLetters / 2)}`;
}
