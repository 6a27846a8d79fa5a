import { groupDigits } from "../../core/group-digits.js";
import type { Json } from "../../core/json.js";
import { escapeHtml } from "../../report/escape-html.js";
import { figureHtml } from "../../report/figures/figure-html.js";
import { markdownHtml } from "../../report/markdown/markdown-html.js";
import { mathHtml } from "../../report/markdown/math-html.js";
import type { HeadingIds } from "../../report/page/heading-ids.js";
import type { DisplayOutput, ErrorOutput, MimeBundle, Output } from "../format/notebook.js";
import { plainAnsi } from "./html-ansi.js";
import { needsNetwork, plotlyMime, toFigure } from "./html-figure.js";
import { highlightedCode } from "./html-highlight.js";
import { sanitizedHtml } from "./html-sanitize.js";
import { textHtml } from "./html-text.js";

/** The page that outputs are part of. */
export interface OutputContext {
  readonly ids: HeadingIds;
  /** An id for the next figure. */
  readonly nextFigureId: () => string;
  /** Whether the page contains plotly. */
  readonly live: boolean;
  /** The cell's number, from 1. */
  readonly cellNumber: number;
  /** Insert HTML, SVG and Markdown unchanged. */
  readonly trust: boolean;
}

const shownOutputs = 40;
const shownRows = 80;

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
  const message = plainAnsi(evalue);
  const trace = traceback.join("\n");
  const repeated = `${ename}: ${evalue}\n`;
  const rest = trace.startsWith(repeated) ? trace.slice(repeated.length) : trace === repeated.trimEnd() ? "" : trace;
  const title = `<p><strong class="tone">${escapeHtml(name)}</strong> ${escapeHtml(message.split("\n")[0] ?? "")}</p>`;
  return `<div class="callout bad" role="note">${title}${rest.trim() === "" ? "" : textHtml(rest, "error")}</div>`;
}

/** Ways to show a value, best first; a way that cannot show it returns undefined and the next one is used. */
const ways: readonly ((bundle: MimeBundle, output: DisplayOutput, context: OutputContext) => string | undefined)[] = [
  (bundle, _output, { nextFigureId, live }) => {
    const figure = toFigure(bundle);
    if (figure === undefined) return undefined;
    const drawn = live && !needsNetwork(figure);
    const reason =
      live && !drawn ? "A map like this one fetches its background from the web, so these are its values." : "";
    return figureHtml(figure, { id: nextFigureId(), live: drawn, reason });
  },
  (bundle, _output, { trust }) => {
    if (typeof bundle["text/html"] !== "string") return undefined;
    const html = trust ? bundle["text/html"] : sanitizedHtml(bundle["text/html"]);
    if (!trust && !/<img\b|<hr\b/.test(html) && html.replace(/<[^>]*>/g, "").trim() === "") return undefined;
    const rows = html.match(/<tr\b/g)?.length ?? 0;
    const shown = `<div class="scroll html">${html}</div>`;
    return rows <= shownRows
      ? shown
      : `<details class="long"><summary>Table of ${groupDigits(rows)} rows</summary>${shown}</details>`;
  },
  (bundle, output, { cellNumber, trust }) => {
    const svg = bundle["image/svg+xml"];
    if (typeof svg !== "string") return undefined;
    if (trust) return `<div class="scroll html">${svg}</div>`;
    return pictureHtml("image/svg+xml", Buffer.from(svg, "utf8").toString("base64"), output, cellNumber);
  },
  ...["image/png", "image/jpeg", "image/gif", "image/webp"].map(
    (mime) =>
      (bundle: MimeBundle, output: DisplayOutput, { cellNumber }: OutputContext) => {
        const data = typeof bundle[mime] === "string" ? bundle[mime].replace(/\s/g, "") : "";
        return /^[A-Za-z0-9+/]+=*$/.test(data) ? pictureHtml(mime, data, output, cellNumber) : undefined;
      },
  ),
  (bundle, _output, { ids, trust }) => {
    const markdown = bundle["text/markdown"];
    if (typeof markdown !== "string") return undefined;
    return `<div class="markdown">${markdownHtml(markdown, { ids, topHeading: 3, highlight: highlightedCode, trust })}</div>`;
  },
  (bundle) => {
    const latex = bundle["text/latex"];
    if (typeof latex !== "string") return undefined;
    const [, formula = latex] = /^\s*(?:\$\$?|\\\[|\\\()([\s\S]*?)(?:\$\$?|\\\]|\\\))\s*$/.exec(latex) ?? [];
    return `<p class="formula">${mathHtml(formula, { display: true })}</p>`;
  },
  (bundle) => {
    const json: Json | undefined = bundle["application/json"];
    return json === undefined ? undefined : textHtml(JSON.stringify(json, null, 2), "result");
  },
  (bundle) => (typeof bundle["text/plain"] === "string" ? textHtml(bundle["text/plain"], "result") : undefined),
];

function displayHtml(output: DisplayOutput, context: OutputContext): string {
  for (const way of ways) {
    const html = way(output.data, output, context);
    if (html !== undefined) return html;
  }
  const mimes = Object.keys(output.data).filter((mime) => mime !== plotlyMime);
  if (mimes.length === 0 && !(plotlyMime in output.data)) return "";
  const what = mimes.includes("text/html")
    ? "an output that is only script"
    : `an output of type ${Object.keys(output.data).join(", ")}`;
  return `<p class="label">Left out: ${escapeHtml(what)}.</p>`;
}

function pictureHtml(mime: string, base64: string, output: DisplayOutput, cellNumber: number): string {
  const text = output.data["text/plain"];
  const description = typeof text === "string" && !/^<.*>$/s.test(text.trim()) && text.length < 200 ? text.trim() : "";
  const alt = description === "" ? `Picture made by cell ${cellNumber}` : description;
  const size = output.metadata[mime] as { readonly width?: unknown; readonly height?: unknown } | undefined;
  const width = typeof size?.width === "number" ? ` width="${size.width}"` : "";
  return `<p class="picture"><img src="data:${mime};base64,${base64}" alt="${escapeHtml(alt)}"${width}></p>`;
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
