import type { MarkdownCell, RawCell } from "../format/notebook.js";

/** The data URI of a picture attached to a cell, which its Markdown names `attachment:name`. */
export function attachment(cell: MarkdownCell | RawCell, source: string): string | undefined {
  if (!source.startsWith("attachment:")) return undefined;
  const name = unescaped(source.slice("attachment:".length));
  const bundle = cell.attachments?.[name];
  if (bundle === null || typeof bundle !== "object" || Array.isArray(bundle)) return undefined;
  for (const [mime, data] of Object.entries(bundle)) {
    if (!/^image\/(png|jpeg|gif|webp|svg\+xml)$/.test(mime)) continue;
    const text = Array.isArray(data) ? data.join("") : String(data);
    const base64 = mime === "image/svg+xml" ? Buffer.from(text, "utf8").toString("base64") : text.replace(/\s/g, "");
    if (/^[A-Za-z0-9+/]+=*$/.test(base64)) return `data:${mime};base64,${base64}`;
  }
  return undefined;
}

/**
 * Markdown in which URIs of attachments have no blanks, which Markdown does not allow and Jupyter writes.
 *
 * @example withAttachmentUris("![a](attachment:my plan.png)") // "![a](attachment:my%20plan.png)"
 */
export function withAttachmentUris(markdown: string): string {
  return markdown.replace(
    /(\]\(\s*)(attachment:[^)\n"]*?\.\w{2,5})(?=\s*(?:"[^"\n]*"\s*)?\))/g,
    (_link, start: string, uri: string) => start + uri.replaceAll(" ", "%20"),
  );
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
