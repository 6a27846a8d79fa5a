import type MarkdownIt from "markdown-it";
import { EnvironmentError } from "../../core/errors.js";
import { escapeHtml } from "../escape-html.js";
import { type HeadingIds, headingIds } from "../page/heading-ids.js";
import { type MathEnvironment, markdownMath } from "./markdown-math.js";
import type { MathMacros } from "./math-html.js";

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
   * Makes HTML safe. With it, HTML inside the Markdown and plain URLs are rendered, and the result goes through it.
   * @default HTML is shown as text
   */
  readonly sanitize?: ((html: string) => string) | undefined;
  /** More ids of a heading, which links may use. */
  readonly moreIds?: ((text: string) => readonly string[]) | undefined;
  /** Macros that formulas define and use: see `mathHtml`. */
  readonly macros?: MathMacros | undefined;
}

/**
 * Markdown (CommonMark with tables, strikethrough, task lists and formulas) as HTML. HTML inside the Markdown is shown
 * as text or sanitised, links that run a script are removed, and a picture that would have to be fetched becomes a link
 * to it.
 *
 * @example markdownHtml("**bold** <i>") // "<p><strong>bold</strong> &lt;i&gt;</p>\n"
 */
export function markdownHtml(markdown: string, options: MarkdownOptions = {}): string {
  const ids = options.ids ?? headingIds();
  const { sanitize } = options;
  const parser = getParser(sanitize !== undefined);
  parser.options.highlight = (code, language) => options.highlight?.(code, language) ?? "";
  const inserts = insertions(sanitize !== undefined);
  const { rules } = parser.renderer;
  let shift = 0;
  let level = 1;
  rules.heading_open = (tokens, index) => {
    const written = Number(tokens[index]?.tag.slice(1) ?? 1);
    level = Math.min(6, options.headingLevel?.(written) ?? written + shift);
    const text = plainText(tokens[index + 1]?.children ?? []);
    const id = ids(text);
    options.onHeading?.({ level, text, id });
    const anchors = (options.moreIds?.(text) ?? []).map((other) => `<span id="${escapeHtml(other)}"></span>`);
    return inserts.addHeading(level, `<h${level} id="${id}">${anchors.join("")}`);
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
  const tokens = parser.parse(withPipesInMath(markdown), {});
  if (options.topHeading !== undefined) {
    shift = options.topHeading - Math.min(...tokenLevels(tokens));
  }
  const environment: MathEnvironment = { macros: options.macros, insert: inserts.add };
  const html = parser.renderer.render(tokens, parser.options, environment);
  return inserts.restore(sanitize?.(html) ?? html);
}

/**
 * The levels of the headings in Markdown that may have HTML, in order.
 *
 * @example headingLevels("# A\n\n### B") // [1, 3]
 */
export function headingLevels(markdown: string): readonly number[] {
  return tokenLevels(getParser(true).parse(withPipesInMath(markdown), {}));
}

function tokenLevels(tokens: readonly { readonly type: string; readonly tag: string }[]): readonly number[] {
  return tokens.filter(({ type }) => type === "heading_open").map(({ tag }) => Number(tag.slice(1)));
}

interface Insertions {
  add(html: string): string;
  /** The start tag of a heading, with its id. */
  addHeading(level: number, html: string): string;
  restore(html: string): string;
}

/**
 * HTML that is made here and must not be sanitised. Meanwhile its position is marked between NUL characters, which
 * Markdown cannot contain.
 */
function insertions(isSanitized: boolean): Insertions {
  if (!isSanitized) return { add: (html) => html, addHeading: (_level, html) => html, restore: (html) => html };
  const added: string[] = [];
  const add = (html: string): string => `\u0000${added.push(html) - 1}\u0000`;
  return {
    add,
    addHeading: (level, html) => `<h${level}>${add(html)}`,
    restore: (html) =>
      html.replace(/(<h[1-6]>)?\u0000(\d+)\u0000/g, (_mark, tag: string | undefined, index: string) => {
        const inserted = added[Number(index)] ?? "";
        return tag === undefined || inserted.startsWith("<h") ? inserted : tag + inserted;
      }),
  };
}

/** In tables, `|` within a formula belongs to the formula. */
function withPipesInMath(markdown: string): string {
  if (!/^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(\||$)/m.test(markdown) || !markdown.includes("$")) return markdown;
  return markdown.replace(/^[ \t>]*\|.*\|[ \t]*$/gm, (row) =>
    row.replace(/(?<!\\)\$(?!\s)(?:\\.|[^$\\])+?(?<!\s)\$/g, (formula) => formula.replaceAll("|", "\\|")),
  );
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

/**
 * Creating a parser takes longer than parsing most strings, so each kind is created once; a call replaces the rules
 * that the last one set.
 */
function getParser(html: boolean): MarkdownIt {
  const known = parsers.get(html);
  if (known !== undefined) return known;
  const parser = loadMarkdownIt()({ html, linkify: html, typographer: false });
  markdownMath(parser);
  const { rules } = parser.renderer;
  rules.table_open = () => '<div class="scroll"><table>\n';
  rules.table_close = () => "</table></div>\n";
  parser.core.ruler.push("header-scope", (state) => {
    for (const token of state.tokens) if (token.type === "th_open") token.attrSet("scope", "col");
  });
  parser.core.ruler.push("task-lists", (state) => {
    for (const [index, token] of state.tokens.entries()) {
      const isItem =
        state.tokens[index - 1]?.type === "paragraph_open" && state.tokens[index - 2]?.type === "list_item_open";
      const [first] = token.children ?? [];
      if (isItem && first?.type === "text") first.content = first.content.replace(/^\[([ xX])\](?= |$)/, taskMark);
    }
  });
  parsers.set(html, parser);
  return parser;
}

function taskMark(_box: string, mark: string): string {
  return mark === " " ? "☐" : "☑";
}

let markdownIt: typeof MarkdownIt | undefined;

/**
 * Loaded on first use and without an import from Node, so that pages without Markdown can be rendered in a browser too.
 */
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
