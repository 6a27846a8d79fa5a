import { groupDigits } from "../../core/group-digits.js";
import { escapeHtml } from "../../report/escape-html.js";
import type { ErrorOutput, Output } from "../format/notebook.js";
import { plainAnsi } from "./html-ansi.js";
import { displayHtml, type OutputContext } from "./html-display.js";
import { textHtml } from "./html-text.js";

const shownOutputs = 40;

/** The outputs of a cell as HTML, neighbouring streams of one name joined. */
export function outputsHtml(outputs: readonly Output[], context: OutputContext): string {
  const all = joined(outputs);
  const html = (some: readonly Output[]): string =>
    some
      .map((output) => outputHtml(output, context))
      .filter((text) => text !== "")
      .join("\n");
  if (all.length <= shownOutputs + 5) return html(all);
  const rest = groupDigits(all.length - shownOutputs);
  return `${html(all.slice(0, shownOutputs))}\n<details class="long"><summary>${rest} more outputs</summary>\n${html(all.slice(shownOutputs))}\n</details>`;
}

function outputHtml(output: Output, context: OutputContext): string {
  switch (output.output_type) {
    case "stream":
      if (output.text.trim() === "") return "";
      return output.name === "stdout"
        ? textHtml(output.text)
        : `<div class="stderr-block"><p class="label">standard error</p>${textHtml(output.text, "stderr")}</div>`;
    case "error":
      return errorHtml(output);
    case "display_data":
    case "execute_result":
      return displayHtml(output, context);
  }
}

function errorHtml({ ename, evalue, traceback }: ErrorOutput): string {
  const name =
    ename === "" ? "Error" : /error|exception|died|timeout|interrupt/i.test(ename) ? ename : `Error ${ename}`;
  const [summary = "", ...details] = plainAnsi(evalue).split("\n");
  const trace = traceback.join("\n");
  const repeated = `${ename}: ${evalue}\n`;
  const rest = trace.startsWith(repeated) ? trace.slice(repeated.length) : trace === repeated.trimEnd() ? "" : trace;
  const detail = details.join("\n").trimEnd();
  const text = plainAnsi(rest).includes(detail) ? rest : `${detail}\n${rest}`;
  const title = `<p><strong class="tone">${escapeHtml(name)}</strong> ${escapeHtml(summary)}</p>`;
  return `<div class="callout bad" role="note">${title}${text.trim() === "" ? "" : textHtml(text, "error")}</div>`;
}

function joined(outputs: readonly Output[]): readonly Output[] {
  const result: Output[] = [];
  for (const output of outputs) {
    const last = result.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      result[result.length - 1] = { ...last, text: last.text + output.text };
    } else result.push(output);
  }
  return result;
}
