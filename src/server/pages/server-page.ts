import { escapeHtml } from "../../report/escape-html.js";
import { code as formScript, sha256 as formScriptHash } from "./browser/form-script.ts?bundled";
import { code as style } from "./server-page.css?bundled";

/** Parts of a page of the server; all HTML must be safe already. */
export interface ServerPage {
  readonly title: string;
  readonly mainHtml: string;
  /** Links at the top: address and text. */
  readonly links: readonly (readonly [string, string])[];
  /** Whether the page has the script of the form. */
  readonly hasForm?: boolean | undefined;
  /** @default 200 */
  readonly status?: number | undefined;
}

/** The response of an HTML page that loads nothing and runs only the script of the form. */
export function serverPage({ title, mainHtml, links, hasForm = false, status = 200 }: ServerPage): Response {
  const navigation = links.map(([address, text]) => `<a href="${escapeHtml(address)}">${escapeHtml(text)}</a>`);
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><p class="brand">${escapeHtml(title)}</p><nav aria-label="Pages">${navigation.join("\n")}</nav></header>
<main id="content" tabindex="-1">
${mainHtml}
</main>
${hasForm ? `<script>${formScript}</script>\n` : ""}</body>
</html>
`;
  return new Response(html, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": [
        "default-src 'none'",
        `script-src 'sha256-${formScriptHash}'`,
        "style-src 'unsafe-inline'",
        "img-src data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join("; "),
      "referrer-policy": "no-referrer",
    },
  });
}
