import { escapeHtml } from "../../report/escape-html.js";

/** A link that downloads a file from the page itself. */
export function attachedHtml({ name, text }: { readonly name: string; readonly text: string }): string {
  const base64 = Buffer.from(text, "utf8").toString("base64");
  return `<p><a download="${escapeHtml(name)}" href="data:application/x-ipynb+json;base64,${base64}">Download ${escapeHtml(name)}</a></p>`;
}
