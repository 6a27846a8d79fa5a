import { escapeHtml } from "../escape-html.js";
import type { Heading } from "../markdown/markdown-html.js";
import { code as pageScript, sha256 as pageScriptHash } from "./browser/page-script.ts?bundled";
import { code as pageStyle } from "./page.css?bundled";
import { indexLinkHtml, neighbourLinksHtml, type PageLinks } from "./page-links.js";

/** Parts of a page; all HTML must be safe already. */
export interface PageShell {
  readonly title: string;
  readonly subtitleHtml?: string | undefined;
  /**
   * Level 1 is not indented in the table of contents, all others are. Fewer than two headings make no table of
   * contents.
   */
  readonly contents: readonly Heading[];
  readonly mainHtml: string;
  readonly links?: PageLinks | undefined;
  readonly footerHtml?: string | undefined;
  readonly language?: string | undefined;
  /** Plotly's code; leave it out for a page without figures. */
  readonly plotlySource?: string | undefined;
  /** Whether the figures draw with WebGL, which compiles code. Default: true. */
  readonly webgl?: boolean | undefined;
  /** Omit the content security policy: only for trusted HTML. Default: false. */
  readonly trust?: boolean | undefined;
  /** A script for parts that compute, with its hash in base64; it may start workers. */
  readonly program?: { readonly code: string; readonly sha256: string } | undefined;
  /** Style sheet of this kind of page. */
  readonly moreStyle?: string | undefined;
}

/** One self-contained HTML file: nothing is fetched, and only the script of the page runs. */
export function pageShell(shell: PageShell): string {
  const {
    title,
    subtitleHtml = "",
    contents,
    mainHtml,
    links = {},
    footerHtml = "",
    language = "en",
    plotlySource,
    webgl = true,
    trust = false,
    program,
    moreStyle = "",
  } = shell;
  const plotly =
    plotlySource === undefined
      ? ""
      : `<script type="text/plain" id="plotly_source">${plotlySource.replace(/<(?=\/script|!--)/gi, "\\x3c")}</script>\n`;
  const withContents = contents.length >= 2;
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
${
  trust
    ? ""
    : `<meta http-equiv="Content-Security-Policy" content="${contentPolicy(plotlySource !== undefined, webgl, program?.sha256)}">
`
}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="cuaderno">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}${moreStyle === "" ? "" : `\n${moreStyle}`}</style>
</head>
<body${withContents ? "" : ' class="plain"'}>
<a class="skip" href="#content">Skip to the content</a>
<header>
<div>${indexLinkHtml(links)}<h1>${escapeHtml(title)}</h1>${subtitleHtml === "" ? "" : `\n<div class="subtitle">${subtitleHtml}</div>`}</div>
<div class="tools"><button type="button" class="all-code" aria-pressed="false" hidden>Show all code</button><button type="button" class="theme" aria-pressed="false" hidden>Dark theme</button></div>
</header>
<div class="frame${withContents ? " with-contents" : ""}">
${withContents ? contentsHtml(contents) : ""}<main id="content" tabindex="-1">
${mainHtml}
${neighbourLinksHtml(links)}${footerHtml === "" ? "" : `<footer>${footerHtml}</footer>\n`}</main>
</div>
${plotly}<script>${pageScript}</script>
${program === undefined ? "" : `<script>${program.code}</script>\n`}</body>
</html>
`;
}

function contentsHtml(contents: readonly Heading[]): string {
  const items = contents.map(
    ({ level, text, id }) =>
      `<li${level > 1 ? ' class="deeper"' : ""}><a href="#${escapeHtml(id)}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary><ol>\n${items.join("\n")}\n</ol></details></nav>\n`;
}

/**
 * Plotly runs from a `blob:` URL, which only the script of the page can create; WebGL figures compile shader wrappers.
 * A program that computes has WebAssembly and, from a `blob:` URL, a worker.
 */
export function contentPolicy(withFigures: boolean, webgl: boolean, programHash?: string): string {
  const figures = withFigures ? ` blob:${webgl ? " 'unsafe-eval'" : ""}` : "";
  const program = programHash === undefined ? "" : ` 'sha256-${programHash}' 'wasm-unsafe-eval'`;
  return [
    "default-src 'none'",
    `script-src 'sha256-${pageScriptHash}'${program}${figures}`,
    ...(programHash === undefined ? [] : ["worker-src blob:"]),
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "media-src data:",
    "font-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
