import type { Json } from "../../core/json.js";

const marks = /^(b|i|em|strong|s|u|sub|sup|br|extra)$/;
const plainStyle = /^(\s*(color|font-size|font-weight|font-style|text-decoration)\s*:\s*[\w#.,()%\s-]+;?)+$/i;

/**
 * A figure's JSON with sanitised strings: of the HTML subset that plotly reads in labels, text formatting and links to
 * the web remain; no style contains a URL.
 *
 * @example harmless({ text: '<b onclick="x()">a</b>' }) // { text: "<b>a</b>" }
 */
export function harmless(value: Json, key = ""): Json {
  if (typeof value === "string") {
    if (/color|family|^style$/i.test(key) && /[<>]|url\s*\(/i.test(value)) return "";
    // Templates insert these strings into labels, also into styles there.
    if (/^(customdata|meta)$/.test(key)) return harmlessText(value).replace(/url\s*\(/gi, "url (");
    return value.includes("<") ? harmlessText(value) : value;
  }
  if (Array.isArray(value)) {
    const changed = value.some((item) => typeof item === "object" || (typeof item === "string" && /[<(]/.test(item)));
    return changed ? value.map((item: Json) => harmless(item, key)) : value;
  }
  if (value === null || typeof value !== "object") return value;
  const isTemplateData = key === "customdata" || key === "meta";
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, harmless(item, isTemplateData ? key : name)]),
  );
}

function harmlessText(text: string): string {
  return text.replace(
    /<(\/?)([a-z]*)((?:"[^"]*"|'[^']*'|[^<>"'])*)>|</gi,
    (whole, end: string, name: string, rest: string) => {
      const tag = name?.toLowerCase() ?? "";
      if (marks.test(tag)) return `<${end}${tag}>`;
      if (tag !== "a" && tag !== "span") return whole.replaceAll("<", "&lt;");
      if (end !== "") return `</${tag}>`;
      const href = /\shref\s*=\s*["']([^"']*)["']/i.exec(rest)?.[1] ?? "";
      const style = /\sstyle\s*=\s*["']([^"']*)["']/i.exec(rest)?.[1] ?? "";
      if (tag === "a") return /^https?:\/\/[^\s"'<>]+$/i.test(href) ? `<a href="${href}">` : "<a>";
      return plainStyle.test(style) && !/url/i.test(style) ? `<span style="${style}">` : "<span>";
    },
  );
}
