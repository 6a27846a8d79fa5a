import { escapeHtml } from "../../report/escape-html.js";
import { embeddedJson } from "../../report/page/embedded-json.js";
import { sha256 as offlineHash, code as offlineProgram } from "./browser/start-offline-page.ts?bundled";
import { sha256 as serverHash, code as serverProgram } from "./browser/start-server-page.ts?bundled";
import type { OfflineData } from "./page-data.js";
import { code as style } from "./tracker-page.css?bundled";

export interface TrackerPageOptions {
  readonly title: string;
  /** Data of a page without a server. @default the page reads from its server */
  readonly data?: OfflineData | undefined;
}

/** The page of the tracker: one file, which reads from its server or holds its data. */
export function trackerPage({ title, data }: TrackerPageOptions): string {
  const offline = data !== undefined;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${offline ? `<meta http-equiv="Content-Security-Policy" content="${contentPolicy({ offline })}">\n` : ""}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="cuaderno">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<div id="app"><noscript>This page needs JavaScript; "cuaderno runs list" prints the same in a terminal.</noscript></div>
${offline ? `<script type="application/json" id="data">${embeddedJson(data)}</script>\n` : ""}<script>${offline ? offlineProgram : serverProgram}</script>
</body>
</html>
`;
}

/** What the page may load: only its own script runs; artifacts are shown in frames without an origin. */
export function contentPolicy({ offline }: { readonly offline: boolean }): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${offline ? offlineHash : serverHash}'`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
    ...(offline ? [] : ["connect-src 'self'", "frame-src 'self'", "frame-ancestors 'none'"]),
  ].join("; ");
}
