import { createRequire } from "node:module";
import type SanitizeHtml from "sanitize-html";
import { escapeHtml } from "../../report/escape-html.js";
import { safeStyles } from "./safe-styles.js";
import { scopedCss } from "./scoped-css.js";
import { withSvgImages } from "./svg-image.js";

/** HTML that is safe to insert into a page. */
export interface SanitizedHtml {
  readonly html: string;
  /** Its style sheet, which applies to elements within `scope` only; empty without a scope. */
  readonly css: string;
  /** What is missing, in words as HTML: `script`, `2 form controls`. */
  readonly leftOut: readonly string[];
}

/** Options of `sanitizedHtml`. */
export interface SanitizeOptions {
  /**
   * The class of an element around the HTML: its style sheet applies within, and its ids get it as a prefix. @default
   * without style sheets and ids
   */
  readonly scope?: string | undefined;
  /** Whether an id or the name of an anchor may be used on the page; replaces the prefix of `scope`. */
  readonly takeId?: ((id: string) => boolean) | undefined;
  /** The data URI of a picture that is not one already; undefined leaves it out. */
  readonly picture?: ((source: string) => string | undefined) | undefined;
}

/**
 * HTML of unknown origin without anything that runs, fetches or leaves its box: structure, tables, text formatting,
 * pictures, sound and films that are in the HTML itself, SVG as pictures, and a style sheet for the HTML alone. No
 * script, no form, no frame, nothing from the network.
 *
 * @example sanitizedHtml("<b onclick=x>a</b>").html // "<b>a</b>"
 */
export function sanitizedHtml(html: string, options: SanitizeOptions = {}): SanitizedHtml {
  sanitizer ??= createRequire(import.meta.url)("sanitize-html") as typeof SanitizeHtml;
  const { scope } = options;
  const styles: string[] = [];
  const found = new Map<string, number>();
  const count = (what: string): void => void found.set(what, (found.get(what) ?? 0) + 1);
  const drawn = withSvgImages(html);
  const source = drawn.html.replace(/<style\b[^>]*>([\s\S]*?)<\/style>/gi, (_whole, css: string) => {
    styles.push(css);
    return "";
  });
  const clean = sanitizer(source, {
    ...rules,
    transformTags: transforms(options, source),
    onOpenTag: noteLeftOut(count),
  });
  return {
    html: drawn.restore(clean),
    css: scope === undefined ? "" : styles.map((css) => scopedCss(css, scope)).join(""),
    leftOut: [...found].map(([what, times]) => (times === 1 ? what : `${times} × ${what}`)),
  };
}

let sanitizer: typeof SanitizeHtml | undefined;

const tags =
  "h1 h2 h3 h4 h5 h6 p div span section article header footer blockquote pre code kbd samp var br hr ul ol li dl dt dd strong b em i u s del ins small sub sup mark abbr cite q time table caption colgroup col thead tbody tfoot tr th td figure figcaption details summary a img audio video source math mrow mi mo mn ms mtext msup msub msubsup mfrac msqrt mroot munder mover munderover mtable mtr mtd mstyle mspace mpadded semantics";

const rules: SanitizeHtml.IOptions = {
  allowedTags: tags.split(" "),
  nonTextTags: [
    "script",
    "style",
    "textarea",
    "option",
    "noscript",
    "template",
    "title",
    "iframe",
    "object",
    "canvas",
    "annotation",
  ],
  allowedAttributes: {
    "*": ["class", "style", "title", "lang", "dir", "align", "id"],
    a: ["href", "rel"],
    img: ["src", "alt", "width", "height"],
    audio: ["src", "controls", "loop"],
    video: ["src", "controls", "loop", "muted", "width", "height", "poster"],
    source: ["src", "type"],
    th: ["colspan", "rowspan", "scope"],
    td: ["colspan", "rowspan", "headers"],
    col: ["span"],
    details: ["open"],
    ol: ["start", "type"],
    time: ["datetime"],
    math: ["display", "xmlns"],
  },
  allowedSchemes: ["http", "https", "mailto"],
  allowedSchemesByTag: { img: ["data"], audio: ["data"], video: ["data"], source: ["data"] },
  allowedSchemesAppliedToAttributes: ["href", "src", "poster"],
  allowProtocolRelative: false,
  selfClosing: ["img", "br", "hr", "source", "mspace"],
  allowedStyles: { "*": safeStyles },
};

/** The transform of `*` follows that of a tag. */
function transforms(options: SanitizeOptions, source: string): Record<string, SanitizeHtml.Transformer> {
  const renamed =
    (name: string, added: SanitizeHtml.Attributes = {}): SanitizeHtml.Transformer =>
    (_tagName, attribs) => ({ tagName: name, attribs: { ...attribs, ...added } });
  return {
    "*": (tagName, attribs) => ({ tagName, attribs: withId(attribs, options) }),
    a: (tagName, { name, href, ...others }) => {
      const id = others.id ?? name;
      const target = href === undefined ? {} : { href: innerLink(href, options, source) };
      const away = /^\s*#/.test(href ?? "#") ? {} : { rel: "noopener noreferrer" };
      return { tagName, attribs: { ...others, ...(id === undefined ? {} : { id }), ...target, ...away } };
    },
    img: (tagName, attribs) => {
      const src = pictureSource(attribs.src ?? "", options);
      if (src !== undefined) return { tagName, attribs: { ...attribs, src, alt: attribs.alt ?? "" } };
      const name = attribs.alt ? `: ${attribs.alt}` : "";
      const { src: address = "" } = attribs;
      return /^https?:/i.test(address)
        ? { tagName: "a", attribs: { href: address, rel: "noopener noreferrer" }, text: `picture on the web${name}` }
        : { tagName: "em", attribs: {}, text: `picture not included${name}` };
    },
    h1: renamed("h2"), // the page has one h1, its title
    audio: recording,
    video: recording,
    source: inlineSource,
    center: renamed("div", { style: "text-align:center" }),
    font: (_tagName, { color, ...attribs }) => ({
      tagName: "span",
      attribs: { ...attribs, ...(color ? { style: `color:${color}` } : {}) },
    }),
    strike: renamed("s"),
    tt: renamed("code"),
    big: renamed("span"),
  };
}

const inlineSource: SanitizeHtml.Transformer = (tagName, { src = "", ...attribs }) => ({
  tagName,
  attribs: /^\s*data:/i.test(src) ? { src, ...attribs } : attribs,
});

/** Sound and film with their controls; what is not inside the HTML itself is not loaded. */
const recording: SanitizeHtml.Transformer = (tagName, { src = "", poster = "", ...attribs }) => ({
  tagName,
  attribs: {
    ...attribs,
    controls: "",
    ...(/^\s*data:/i.test(src) ? { src } : {}),
    ...(/^\s*data:/i.test(poster) ? { poster } : {}),
  },
});

function withId(attribs: SanitizeHtml.Attributes, { scope, takeId }: SanitizeOptions): SanitizeHtml.Attributes {
  const { id, ...others } = attribs;
  if (id === undefined) return attribs;
  if (takeId !== undefined) return takeId(id) ? attribs : others;
  return scope === undefined ? others : { ...others, id: `${scope}-${id}` };
}

/** A link to an id within the same HTML follows its prefix. */
function innerLink(href: string, { scope, takeId }: SanitizeOptions, source: string): string {
  const id = href.slice(1);
  if (!href.startsWith("#") || scope === undefined || takeId !== undefined) return href;
  return source.includes(`id="${id}"`) || source.includes(`id='${id}'`) ? `#${scope}-${id}` : href;
}

function pictureSource(source: string, { picture }: SanitizeOptions): string | undefined {
  const isInside =
    /^data:image\/((png|jpeg|jpg|gif|webp|bmp|avif|svg\+xml);base64,[A-Za-z0-9+/\s]+=*|svg\+xml[;,].*)$/is;
  return isInside.test(source.trim()) ? source : picture?.(source);
}

/** Counts what a reader would have seen. */
function noteLeftOut(count: (what: string) => void): NonNullable<SanitizeHtml.IOptions["onOpenTag"]> {
  return (name, attribs) => {
    const { src = "", data = "", type = "", style = "" } = attribs;
    if (/display\s*:\s*none/i.test(style) || "hidden" in attribs || type === "hidden") return;
    if (name === "iframe" || name === "embed" || name === "object") count(`an embedded page${webLink(src || data)}`);
    else if (/^(audio|video|source)$/.test(name) && src !== "" && !/^data:/i.test(src))
      count(`a recording${webLink(src)}`);
    else if (name === "canvas") count("a canvas");
    else if (/^(input|select|textarea|button)$/.test(name)) count("a form control");
    else if (name === "script" && !/^(application|text)\/(?!(?:x-)?javascript|ecmascript|module)/i.test(type))
      count("script");
  };
}

function webLink(address: string): string {
  if (!/^(https?:)?\/\//i.test(address)) return "";
  const href = address.startsWith("//") ? `https:${address}` : address;
  return ` (<a href="${escapeHtml(href)}" rel="noopener noreferrer">${escapeHtml(href)}</a>)`;
}
