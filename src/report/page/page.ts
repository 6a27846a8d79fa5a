import type { Figure } from "../figures/figure.js";
import type { Table } from "../tables/table.js";
import type { PageLinks } from "./page-links.js";

/** A page of a report as data; `renderPage` makes one HTML file of it. */
export interface Page {
  /** `show` displays a page by its kind; `renderPage` needs none. */
  readonly kind?: "page" | undefined;
  readonly title: string;
  /** One or two sentences below the title: the question of the page. Markdown. */
  readonly subtitle?: string | undefined;
  readonly sections: readonly PageSection[];
  /** Below everything: how and from what the page was made. Markdown. */
  readonly footer?: string | undefined;
  /** Links to the index, the previous and the next page. */
  readonly links?: PageLinks | undefined;
  /** Language of the text, for screen readers. Default "en". */
  readonly language?: string | undefined;
  /**
   * Plotly's JavaScript, or that gzipped and in base64. Included once, and only in a page with a figure.
   * Without it a figure is shown as a table of its values.
   */
  readonly plotlySource?: string | undefined;
}

/** A part of a page with a heading; headings make the table of contents. */
export interface PageSection {
  /** `show` displays a section by its kind. */
  readonly kind?: "section" | undefined;
  readonly heading: string;
  readonly body: readonly PagePart[];
}

/** A part of a section. */
export type PagePart =
  | { readonly kind: "markdown"; readonly markdown: string }
  /** Paragraphs of plain text, separated by empty lines. */
  | { readonly kind: "text"; readonly text: string }
  /** HTML without any check: only for HTML made by this library. */
  | { readonly kind: "html"; readonly html: string }
  | { readonly kind: "table"; readonly table: Table }
  /** `note` is a line of Markdown below the figure: what it shows. */
  | { readonly kind: "figure"; readonly figure: Figure; readonly note?: string | undefined }
  /** Headline numbers in a row. */
  | { readonly kind: "cards"; readonly cards: readonly Card[] }
  | Callout;

/** A headline number. */
export interface Card {
  readonly label: string;
  readonly value: number | string;
  readonly unit?: string | undefined;
  /** A few words below the value, such as its change. */
  readonly note?: string | undefined;
  /** @default by the value */
  readonly decimals?: number | undefined;
  /** Past values, oldest first, drawn as small bars. @default none */
  readonly trend?: readonly number[] | undefined;
}

/** A highlighted remark, in Markdown or in plain text. */
export type Callout = {
  readonly kind: "callout";
  readonly tone: "note" | "warning" | "good";
  /** Default: "Note", "Warning" or "Good". */
  readonly title?: string | undefined;
} & (
  | { readonly markdown: string; readonly text?: undefined }
  /** Plain text, for text from data; an array is shown as a list. */
  | { readonly text: string | readonly string[]; readonly markdown?: undefined }
);
