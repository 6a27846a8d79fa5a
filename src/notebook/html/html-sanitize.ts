import { createRequire } from "node:module";
import type SanitizeHtml from "sanitize-html";

/**
 * HTML of unknown origin made harmless: structure, tables, text marks, pictures that are inside; no script, no style sheet, no form, nothing that is fetched,
 * no ids (they could pose as parts of the page).
 */
export function sanitizedHtml(html: string): string {
  sanitizer ??= createRequire(import.meta.url)("sanitize-html") as typeof SanitizeHtml;
  return sanitizer(html, rules);
}

let sanitizer: typeof SanitizeHtml | undefined;

const length = /^-?[\d.]+(px|em|rem|%|pt|ch|vw)?(\s+-?[\d.]+(px|em|rem|%|pt|ch|vw)?){0,3}$/;
const color = /^(#[0-9a-f]{3,8}|[a-z]+|(rgb|hsl)a?\([\d.,%\s/]+\))$/i;
const word = /^[a-z-]+$/;
const border = /^[\d.]+(px|em)?(\s+[a-z]+)?(\s+(#[0-9a-f]{3,8}|[a-z]+))?$/i;

const tags =
  "h1 h2 h3 h4 h5 h6 p div span section article header footer blockquote pre code kbd samp var br hr ul ol li dl dt dd strong b em i u s del ins small sub sup mark abbr cite q time table caption colgroup col thead tbody tfoot tr th td figure figcaption details summary a img";

const rules: SanitizeHtml.IOptions = {
  allowedTags: tags.split(" "),
  nonTextTags: ["script", "style", "textarea", "option", "noscript", "template", "title", "iframe", "object"],
  allowedAttributes: {
    "*": ["class", "style", "title", "lang", "dir", "align"],
    a: ["href", "rel"],
    img: ["src", "alt", "width", "height"],
    th: ["colspan", "rowspan", "scope"],
    td: ["colspan", "rowspan", "headers"],
    col: ["span"],
    details: ["open"],
    ol: ["start", "type"],
    time: ["datetime"],
  },
  allowedSchemes: ["http", "https", "mailto"],
  allowedSchemesByTag: { img: ["data"] },
  allowedSchemesAppliedToAttributes: ["href", "src"],
  allowProtocolRelative: false,
  allowedStyles: {
    "*": {
      "text-align": [word],
      "vertical-align": [word],
      "font-weight": [/^(\d{3}|[a-z]+)$/],
      "font-style": [word],
      "font-size": [length],
      "white-space": [word],
      color: [color],
      "background-color": [color],
      width: [length],
      height: [length],
      "max-width": [length],
      "min-width": [length],
      padding: [length],
      margin: [length],
      "margin-left": [length],
      "padding-left": [length],
      border: [border],
      "border-bottom": [border],
      "border-collapse": [word],
      display: [/^(inline|block|inline-block|flex|grid|none)$/],
      gap: [length],
    },
  },
  transformTags: {
    a: (tagName, attributes) => ({ tagName, attribs: { ...attributes, rel: "noopener noreferrer" } }),
    img: (tagName, attributes) =>
      isInsidePicture(attributes.src ?? "")
        ? { tagName, attribs: { ...attributes, alt: attributes.alt ?? "" } }
        : { tagName: "em", attribs: {}, text: `picture not included${attributes.alt ? `: ${attributes.alt}` : ""}` },
  },
};

/** Whether a source is a picture in itself: nothing is fetched, and no script in it can run. */
function isInsidePicture(source: string): boolean {
  return /^data:image\/((png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/\s]+=*|svg\+xml[;,].*)$/is.test(source.trim());
}
