import { CuadernoError } from "../../core/errors.js";
import { groupDigits } from "../../core/group-digits.js";
import type { Json } from "../../core/json.js";
import { escapeHtml } from "../../report/escape-html.js";
import { figureHtml } from "../../report/figures/figure-html.js";
import { markdownHtml } from "../../report/markdown/markdown-html.js";
import type { MathMacros } from "../../report/markdown/math-html.js";
import { liveMime } from "../format/live-mime.js";
import { metricMime } from "../format/metric-mime.js";
import type { DisplayOutput } from "../format/notebook.js";
import { tagMime } from "../format/tag-mime.js";
import { needsNetwork, toFigure } from "./html-figure.js";
import { highlightedCode } from "./html-highlight.js";
import { latexHtml } from "./html-latex.js";
import { leftOutHtml } from "./html-left-out.js";
import type { LiveProgram } from "./html-live.js";
import { sanitizedHtml } from "./html-sanitize.js";
import { textHtml } from "./html-text.js";
import type { PageAnchors } from "./page-anchors.js";

/** The page that outputs are part of. */
export interface OutputContext {
  readonly anchors: PageAnchors;
  /** Macros that formulas of the page have defined. */
  readonly macros: MathMacros;
  /** An id for the next figure. */
  readonly nextFigureId: () => string;
  /** A class for the next HTML with a style sheet. */
  readonly nextScope: () => string;
  /** The program of live pages; without it they are shown as the rest of their output. */
  readonly program: LiveProgram | undefined;
  /** Whether the page contains plotly. */
  readonly live: boolean;
  /** The cell's number, from 1. */
  readonly cellNumber: number;
  /** Insert HTML, SVG and Markdown unchanged. */
  readonly trust: boolean;
  /** The data URI of a picture that HTML names by a path; undefined leaves it out. */
  readonly picture: (path: string) => string | undefined;
}

const shownRows = 80;

type Way = (output: DisplayOutput, context: OutputContext) => string | undefined;

/** A value in the best of its mime types that a page can show; what it cannot show is named. */
export function displayHtml(output: DisplayOutput, context: OutputContext): string {
  for (const way of ways) {
    const html = way(output, context);
    if (html !== undefined) return html;
  }
  const text = output.data["text/plain"];
  const others = Object.keys(output.data).filter((mime) => mime !== "text/plain" && mime !== "text/html");
  const lost = [
    ...("text/html" in output.data ? ["an output that is only script or style"] : []),
    ...(others.length === 0 ? [] : [`an output of type ${escapeHtml(others.join(", "))}`]),
  ];
  return `${typeof text === "string" ? textHtml(text, "result") : ""}${leftOutHtml(lost)}`;
}

const liveWay: Way = ({ data }, { program, nextFigureId }) => {
  if (program === undefined || !(liveMime in data)) return undefined;
  try {
    return program.toHtml(data, nextFigureId());
  } catch (thrown) {
    if (!(thrown instanceof CuadernoError)) throw thrown;
    return leftOutHtml([`a live page, whose data are damaged (${escapeHtml(thrown.message)})`]);
  }
};

const figureWay: Way = ({ data }, { nextFigureId, live }) => {
  const figure = toFigure(data);
  if (figure === undefined) return undefined;
  const drawn = live && !needsNetwork(figure);
  const reason = live && !drawn ? "The background of this map is on the web, so these are its values." : "";
  return figureHtml(figure, { id: nextFigureId(), live: drawn, reason });
};

const htmlWay: Way = ({ data }, { trust, nextScope, picture }) => {
  const given = data["text/html"];
  if (typeof given !== "string") return undefined;
  if (trust) return folded(given, `<div class="scroll html">${given}</div>`);
  const scope = nextScope();
  const { html, css, leftOut } = sanitizedHtml(given, { scope, picture });
  const isEmpty = !/<(img|hr|audio|video)\b/.test(html) && html.replace(/<[^>]*>/g, "").trim() === "";
  const visible = leftOut.filter((what) => !/script$/.test(what));
  if (isEmpty && visible.length === 0) return undefined;
  const light = css !== "" || /style="[^"]*background/.test(html) ? " light" : "";
  const style = css === "" ? "" : `<style>${css}</style>`;
  const shown = isEmpty
    ? ""
    : folded(html, `<div class="scroll html${css === "" ? "" : ` ${scope}`}${light}">${style}${html}</div>`);
  // Scripts of tables only sort or convert them.
  return `${shown}${leftOutHtml(/<table\b/.test(html) ? visible : leftOut)}`;
};

function folded(html: string, shown: string): string {
  const rows = html.match(/<tr\b/g)?.length ?? 0;
  if (rows <= shownRows) return shown;
  return `<details class="long"><summary>Table of ${groupDigits(rows)} rows</summary>${shown}</details>`;
}

const svgWay: Way = (output, { cellNumber, trust }) => {
  const svg = output.data["image/svg+xml"];
  if (typeof svg !== "string") return undefined;
  if (trust) return `<div class="scroll html">${svg}</div>`;
  return pictureHtml("image/svg+xml", Buffer.from(svg, "utf8").toString("base64"), output, cellNumber);
};

const pictureWays = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif"].map(
  (mime): Way =>
    (output, { cellNumber }) => {
      const data = output.data[mime];
      const base64 = typeof data === "string" ? data.replace(/\s/g, "") : "";
      return /^[A-Za-z0-9+/]+=*$/.test(base64) ? pictureHtml(mime, base64, output, cellNumber) : undefined;
    },
);

const markdownWay: Way = ({ data }, context) => {
  const markdown = data["text/markdown"];
  if (typeof markdown !== "string") return undefined;
  return `<div class="markdown">${safeMarkdownHtml(markdown, context, { topHeading: 3 })}</div>`;
};

const latexWay: Way = ({ data }, { macros }) => {
  const latex = data["text/latex"];
  return typeof latex === "string" ? latexHtml(latex, macros) : undefined;
};

const jsonWay: Way = ({ data }) => {
  const json: Json | undefined = data["application/json"];
  return json === undefined ? undefined : textHtml(JSON.stringify(json, null, 2), "result");
};

const textWay: Way = ({ data }) => {
  const isOnlyText = Object.keys(data).every((mime) => mime === "text/plain" || reportMimes.includes(mime));
  const text = data["text/plain"];
  return isOnlyText && typeof text === "string" ? textHtml(text, "result") : undefined;
};

/** Metrics and tags that a cell reports are shown as their text. */
const reportMimes = [metricMime, tagMime, liveMime];

/** Ways to show a value, best first; a way that cannot show it returns undefined and the next one is used. */
const ways: readonly Way[] = [
  liveWay,
  figureWay,
  htmlWay,
  svgWay,
  ...pictureWays,
  markdownWay,
  latexWay,
  jsonWay,
  textWay,
];

/** Markdown of a notebook with its HTML sanitised, or unchanged if it is trusted; what is missing is named. */
export function safeMarkdownHtml(
  markdown: string,
  { anchors, macros, trust, picture }: Pick<OutputContext, "anchors" | "macros" | "trust" | "picture">,
  options: Parameters<typeof markdownHtml>[1] = {},
): string {
  const leftOut: string[] = [];
  const sanitize = (html: string): string => {
    if (trust) return html;
    const clean = sanitizedHtml(html, { takeId: anchors.takeId, picture });
    leftOut.push(...clean.leftOut);
    return clean.html;
  };
  const { ids, moreIds } = anchors;
  const html = markdownHtml(markdown, {
    ids,
    moreIds,
    macros,
    picture,
    highlight: highlightedCode,
    sanitize,
    ...options,
  });
  return html + leftOutHtml(leftOut);
}

function pictureHtml(mime: string, base64: string, output: DisplayOutput, cellNumber: number): string {
  const text = output.data["text/plain"];
  const description = typeof text === "string" && !/^<.*>$/s.test(text.trim()) && text.length < 200 ? text.trim() : "";
  const alt = description === "" ? `Picture made by cell ${cellNumber}` : description;
  const size = output.metadata[mime] as { readonly width?: unknown; readonly height?: unknown } | undefined;
  const width = typeof size?.width === "number" ? ` width="${size.width}"` : "";
  return `<p class="picture"><img src="data:${mime};base64,${base64}" alt="${escapeHtml(alt)}"${width}></p>`;
}
