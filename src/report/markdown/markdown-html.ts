import type MarkdownIt from "markdown-it";
import { EnvironmentError } from "../../core/errors.js";
import { escapeHtml } from "../escape-html.js";
import { type HeadingIds, headingIds } from "../page/heading-ids.js";
import { markdownMath } from "./markdown-math.js";

/** A heading found in Markdown, for a table of contents. */
export interface Heading {
  /** 1 to 6, as it is shown. */
  readonly level: number;
  readonly text: string;
  readonly id: string;
}

/** Options of `markdownHtml`. */
export interface MarkdownOptions {
  /**
   * Level of the highest heading of the text, 1 to 6; the others shift with it.
   * @default as written
   */
  readonly topHeading?: number | undefined;
  /** The level of a heading from the level that is written; replaces `topHeading`. */
  readonly headingLevel?: ((written: number) => number) | undefined;
  /**
   * Makes heading ids that are unique on a page.
   * @default unique within this text
   */
  readonly ids?: HeadingIds | undefined;
  /** Called for every heading. */
  readonly onHeading?: ((heading: Heading) => void) | undefined;
  /** The data URI of a picture that is not one already, such as an attachment; undefined leaves the picture out. */
  readonly picture?: ((source: string) => string | undefined) | undefined;
  /** HTML of a code block in a language; undefined shows it plain. */
  readonly highlight?: ((code: string, language: string) => string | undefined) | undefined;
  /**
   * Pass HTML inside the Markdown through: only for trusted text.
   * @default false: HTML is shown as text
   */
  readonly trust?: boolean | undefined;
}

/**
 * Markdown (CommonMark with tables, strikethrough and formulas) as HTML. HTML inside the Markdown is shown as text, links that
 * run a script are removed, and a picture that would have to be fetched becomes a link to it.
 *
 * @example markdownHtml("**bold** <i>") // "<p><strong>bold</strong> &lt;i&gt;</p>\n"
 */
export function markdownHtml(markdown: string, options: MarkdownOptions = {}): string {
  const ids = options.ids ?? headingIds();
  const parser = getParser(options.trust === true);
  parser.options.highlight = (code, language) => options.highlight?.(code, language) ?? "";
  const { rules } = parser.renderer;
  let shift = 0;
  let level = 1;
  rules.heading_open = (tokens, index) => {
    const written = Number(tokens[index]?.tag.slice(1) ?? 1);
    level = Math.min(6, options.headingLevel?.(written) ?? written + shift);
    const text = plainText(tokens[index + 1]?.children ?? []);
    const id = ids(text);
    options.onHeading?.({ level, text, id });
    return `<h${level} id="${id}">`;
  };
  rules.heading_close = () => `</h${level}>\n`;
  rules.image = (tokens, index) => {
    const source = tokens[index]?.attrGet("src") ?? "";
    const alt = tokens[index]?.content ?? "";
    return pictureHtml(source, alt, options.picture);
  };
  rules.link_open = (tokens, index) => {
    const target = tokens[index]?.attrGet("href") ?? "";
    const away = /^[a-z][a-z0-9+.-]*:/i.test(target) ? ' rel="noopener noreferrer"' : "";
    return `<a href="${escapeHtml(target)}"${away}>`;
  };
  const tokens = parser.parse(markdown, {});
  if (options.topHeading !== undefined) {
    const levels = tokens.filter(({ type }) => type === "heading_open").map(({ tag }) => Number(tag.slice(1)));
    shift = options.topHeading - Math.min(...levels);
  }
  return parser.renderer.render(tokens, parser.options, {});
}

function pictureHtml(source: string, alt: string, picture: MarkdownOptions["picture"]): string {
  const data = /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*$/i.test(source) ? source : picture?.(source);
  if (data !== undefined) return `<img src="${escapeHtml(data)}" alt="${escapeHtml(alt)}">`;
  const name = escapeHtml(alt === "" ? source : alt);
  return /^https?:/i.test(source)
    ? `<a href="${escapeHtml(source)}" rel="noopener noreferrer">picture on the web: ${name}</a>`
    : `<em>picture not included: ${name}</em>`;
}

function plainText(tokens: readonly { readonly type: string; readonly content: string }[]): string {
  return tokens
    .filter(
      ({ type }) =>
        type === "text" || type === "code_inline" || type === "softbreak" || type === "image" || type === "math_inline",
    )
    .map(({ type, content }) => (type === "softbreak" ? " " : content))
    .join("");
}

const parsers = new Map<boolean, MarkdownIt>();

/** Creating a parser takes longer than parsing most strings, so each kind is created once; a call replaces the rules that the last one set. */
function getParser(trust: boolean): MarkdownIt {
  const known = parsers.get(trust);
  if (known !== undefined) return known;
  const parser = loadMarkdownIt()({ html: trust, linkify: false, typographer: false });
  markdownMath(parser);
  const { rules } = parser.renderer;
  rules.table_open = () => '<div class="scroll"><table>\n';
  rules.table_close = () => "</table></div>\n";
  parser.core.ruler.push("header-scope", (state) => {
    for (const token of state.tokens) if (token.type === "th_open") token.attrSet("scope", "col");
  });
  parsers.set(trust, parser);
  return parser;
}

let markdownIt: typeof MarkdownIt | undefined;

/** Loaded on first use and without an import from Node, so that pages without Markdown can be rendered in a browser too. */
function loadMarkdownIt(): typeof MarkdownIt {
  if (markdownIt !== undefined) return markdownIt;
  try {
    const { createRequire } = process.getBuiltinModule("node:module");
    markdownIt = createRequire(import.meta.url)("markdown-it") as typeof MarkdownIt;
    return markdownIt;
  } catch (cause) {
    throw new EnvironmentError(
      'markdownHtml: the package markdown-it cannot be loaded; run "npm install markdown-it"',
      {
        cause,
      },
    );
  }
}
