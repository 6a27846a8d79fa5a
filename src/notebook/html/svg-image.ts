import { createRequire } from "node:module";
import type SanitizeHtml from "sanitize-html";
import { escapeHtml } from "../../report/escape-html.js";

/** HTML with marks instead of its SVG elements. */
export interface SvgMarks {
  readonly html: string;
  /** The HTML with pictures at the marks. */
  restore(html: string): string;
}

/**
 * HTML whose SVG elements become pictures: within a picture nothing runs or is fetched, and its ids are its own.
 * Drawings without size, and those that only refer to other elements of the page, are left out.
 */
export function withSvgImages(html: string): SvgMarks {
  const images: string[] = [];
  const source = html.replaceAll("\u0001", "");
  let marked = "";
  let end = 0;
  for (const { start, stop } of svgElements(source)) {
    const svg = source.slice(start, stop);
    marked += source.slice(end, start) + (isInvisible(svg) ? "" : `\u0001${images.push(svgImage(svg)) - 1}\u0001`);
    end = stop;
  }
  return {
    html: marked + source.slice(end),
    restore: (clean) => clean.replace(/\u0001(\d+)\u0001/g, (_mark, index: string) => images[Number(index)] ?? ""),
  };
}

/** The outermost SVG elements; one without an end is left to the sanitiser. */
function svgElements(html: string): readonly { readonly start: number; readonly stop: number }[] {
  const found: { start: number; stop: number }[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: tag, index } of html.matchAll(/<svg\b(?:[^<>"']|"[^"]*"|'[^']*')*>|<\/svg\s*>/gi)) {
    if (depth === 0) start = index;
    if (tag.startsWith("</")) depth -= 1;
    else if (!tag.endsWith("/>")) depth += 1;
    if (depth === 0 && tag.startsWith("</")) found.push({ start, stop: index + tag.length });
    depth = Math.max(0, depth);
  }
  return found;
}

function isInvisible(svg: string): boolean {
  const [start = ""] = /^<svg\b(?:[^>"']|"[^"]*"|'[^']*')*>/i.exec(svg) ?? [];
  if (/display\s*:\s*none|[\s"';](width|height)\s*[:=]\s*["']?0(px)?\s*[;"'\s]/i.test(start)) return true;
  const content = svg.slice(start.length).replace(/<(defs|symbol|title|desc|metadata|style)\b[\s\S]*?<\/\1>/gi, "");
  const draws = /<(path|rect|circle|ellipse|line|polyline|polygon|text|image|foreignObject)\b/i.test(content);
  const uses = /<use\b/i.test(content) && /<(symbol|defs)\b/i.test(svg);
  return !draws && !uses;
}

/** An SVG element as an `img`; well-formed, as pictures require and HTML does not. */
function svgImage(svg: string): string {
  sanitizer ??= createRequire(import.meta.url)("sanitize-html") as typeof SanitizeHtml;
  const wellFormed = sanitizer(svg.replaceAll("&nbsp;", "\u00a0"), {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    nonTextTags: ["script"],
    exclusiveFilter: ({ tag }) => tag === "script",
    parser: { xmlMode: true, lowerCaseTags: false, lowerCaseAttributeNames: false, decodeEntities: true },
  });
  const namespaced = [
    ["xmlns", "http://www.w3.org/2000/svg"],
    ["xmlns:xlink", "http://www.w3.org/1999/xlink"],
  ].reduce(
    (text, [name = "", uri = ""]) =>
      new RegExp(`^<svg\\b[^>]*\\s${name}=`).test(text) ? text : text.replace(/^<svg\b/, `<svg ${name}="${uri}"`),
    wellFormed,
  );
  const [, alt = ""] = /<title[^>]*>([^<]*)<\/title>/i.exec(svg) ?? [];
  const base64 = Buffer.from(namespaced, "utf8").toString("base64");
  return `<img src="data:image/svg+xml;base64,${base64}" alt="${escapeHtml(alt.trim() || "Picture")}">`;
}

let sanitizer: typeof SanitizeHtml | undefined;
