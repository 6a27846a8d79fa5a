import type { JsonObject } from "../core/json.js";
import type { Cell, MimeBundle, Notebook, Output } from "../notebook/notebook.js";

const run = "window.hacked = (window.hacked || 0) + 1";

const markup: readonly string[] = [
  `<script>${run}</script>`,
  `<img src=x onerror="${run}">`,
  `<svg onload="${run}"><script>${run}</script></svg>`,
  `<svg><animate onbegin="${run}" attributeName=x dur=1s></svg>`,
  `<iframe srcdoc="<script>parent.${run}</script>"></iframe>`,
  `<iframe src="javascript:parent.${run}"></iframe>`,
  `<a class=trap href="javascript:${run}">go</a>`,
  `<a class=trap href=" &#106;ava&Tab;script:${run}">go</a>`,
  `<details open ontoggle="${run}">x</details>`,
  `<form action="javascript:${run}"><input autofocus onfocus="${run}"><button class=trap>go</button></form>`,
  `<style>@import url(https://example.invalid/a.css); body{background:url(https://example.invalid/b)}</style>`,
  `<div style="background-image:url(https://example.invalid/c);position:fixed;inset:0">cover</div>`,
  `<link rel=stylesheet href=https://example.invalid/d.css><base href=https://example.invalid/>`,
  `<meta http-equiv=refresh content="0;url=https://example.invalid/e">`,
  `<object data="data:text/html,<script>${run}</script>"></object><embed src=https://example.invalid/f>`,
  `<img src="https://example.invalid/g.png" srcset="https://example.invalid/h.png 2x">`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${run}&gt;">`,
  `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  `<template><script>${run}</script></template>`,
  `<div id="plotly_source">${run}</div><div id="figure_1"></div><div data-figure="figure_1">{}</div>`,
  `</main></body></html><script>${run}</script>`,
  `<video src=x onerror="${run}"></video><audio src=x onerror="${run}"></audio>`,
  `<p onmouseover="${run}" onclick="${run}" class=trap>hover</p>`,
];

const figure: JsonObject = {
  data: [
    {
      type: "scatter",
      x: ["</script><script>window.hacked=1</script>", "b"],
      y: [1, 2],
      name: `<img src=x onerror="${run}">`,
      text: `<a href="javascript:${run}">x</a>`,
    },
  ],
  layout: {
    title: { text: `</script><script>${run}</script><a href="javascript:${run}">title</a>` },
    images: [{ source: "https://example.invalid/i.png", x: 0, y: 1, sizex: 1, sizey: 1 }],
    annotations: [{ text: `<a href="javascript:${run}" onclick="${run}">note</a>`, x: 0, y: 1 }],
  },
  config: {
    plotlyServerURL: "https://example.invalid/",
    topojsonURL: "https://example.invalid/",
    showSendToCloud: true,
  },
};

const displays: readonly MimeBundle[] = [
  ...markup.map((html) => ({ "text/html": html, "text/plain": html })),
  {
    "image/svg+xml": `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>${run}</script><image href="https://example.invalid/j.png"/><rect width="9" height="9" onload="${run}"/></svg>`,
  },
  { "image/png": `"><script>${run}</script>`, "text/plain": "no picture" },
  { "text/markdown": `[x](javascript:${run}) <script>${run}</script> ![p](https://example.invalid/k.png)` },
  { "text/latex": `<script>${run}</script>` },
  { "application/json": { a: `</pre><script>${run}</script>` } },
  { "application/javascript": run },
  { "application/vnd.plotly.v1+json": figure },
];

/** A notebook that tries, in every place that text can stand, to run script or to reach the network: `window.hacked` counts successes. */
export function hostileNotebook(): Notebook {
  const outputs: readonly Output[] = [
    ...displays.map((data): Output => ({ output_type: "display_data", data, metadata: {} })),
    {
      output_type: "stream",
      name: "stdout",
      text: `</pre><script>${run}</script>\u001b]8;;javascript:${run}\u0007link`,
    },
    {
      output_type: "error",
      ename: `<script>${run}</script>`,
      evalue: `<img src=x onerror="${run}">`,
      traceback: [`<script>${run}</script>`],
    },
  ];
  const text = (source: string, index: number): Cell => ({
    cell_type: "markdown",
    id: `m${index}`,
    source,
    metadata: {},
  });
  return {
    cells: [
      text(`# Title </title><script>${run}</script>`, 0),
      ...markup.map((html, index) => text(`${html}\n\n## ${html}\n\n[${html}](javascript:${run})`, index + 1)),
      text("## figure_1\n\n## plotly_source\n\n![a](attachment:x)", 90),
      { cell_type: "raw", id: "raw", source: `<script>${run}</script>`, metadata: { raw_mimetype: "text/html" } },
      {
        cell_type: "code",
        id: "c",
        source: `</code></pre><script>${run}</script>`,
        metadata: { tags: [`"><script>${run}</script>`] },
        execution_count: 1,
        outputs,
      },
    ],
    metadata: {
      kernelspec: { name: "</dd><script>", language: `"><script>${run}</script>` },
      cuaderno: {
        status: `<script>${run}</script>`,
        input: `<script>${run}</script>`,
        parameters: { [`<script>${run}`]: `<script>${run}` },
        error: { message: `<script>${run}</script>` },
      },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}
