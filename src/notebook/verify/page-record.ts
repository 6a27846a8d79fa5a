import { createHash } from "node:crypto";
import { contentHash } from "../../core/content-hash.js";
import { FormatError } from "../../core/errors.js";
import { canonicalJson, type Json, type JsonObject } from "../../core/json.js";
import { embeddedJson } from "../../report/page/embedded-json.js";
import { cellTags } from "../cells/cell-tags.js";
import type { CodeCell, Notebook } from "../format/notebook.js";
import { displayPath } from "../html/html-run-facts.js";
import { type PublishedNumbers, publishedNumbers } from "./published-numbers.js";

/** What an exported page says about how it was made: enough to repeat it and to compare the numbers. */
export interface PageRecord {
  readonly format: "cuaderno-record";
  readonly version: 1;
  /** Path of the notebook, of an absolute path the last three parts. */
  readonly notebook: string;
  /** Status of the run, such as `ok`; null for outputs of another program. */
  readonly status: string | null;
  readonly parameters: JsonObject;
  readonly versions: JsonObject;
  /** Declared inputs with their hashes. */
  readonly data: readonly Json[];
  /** SHA-256 of the code of each cell, in order, without injected parameters. */
  readonly code: readonly string[];
  /** The numbers of each code cell's outputs, in the order of `code`. */
  readonly numbers: readonly (readonly PublishedNumbers[])[];
  /** SHA-256 of the page without this record. */
  readonly page: string;
}

/** Outputs of cells with these tags are not on the page, or change with every run. */
const unrecorded = /^(remove[-_](cell|output)|test|unverified)$/;

/** The record of a notebook's page, without the hash of the page. */
export function notebookRecord(notebook: Notebook, path: string | undefined): Omit<PageRecord, "page"> {
  const run = toObject(notebook.metadata.cuaderno);
  const cells = notebook.cells.filter(
    (cell): cell is CodeCell => cell.cell_type === "code" && !cellTags(cell).includes("injected-parameters"),
  );
  return {
    format: "cuaderno-record",
    version: 1,
    notebook: displayPath(typeof run.input === "string" ? run.input : (path ?? "")),
    status: typeof run.status === "string" ? run.status : null,
    parameters: toObject(run.parameters),
    versions: toObject(run.versions),
    data: Array.isArray(run.data) ? run.data : [],
    code: cells.map(({ source }) => contentHash(source.trimEnd())),
    numbers: cells.map((cell) =>
      cellTags(cell).some((tag) => unrecorded.test(tag))
        ? []
        : cell.outputs.map(publishedNumbers).filter((numbers) => numbers !== undefined),
    ),
  };
}

const start = '<script type="application/json" id="cuaderno_record">';
const end = "</script>\n";

/** The page with its record, which holds the hash of the rest. */
export function withRecord(html: string, record: Omit<PageRecord, "page">): string {
  const full = { ...record, page: pageHash(html) };
  const position = html.lastIndexOf("</body>");
  return `${html.slice(0, position)}${start}${embeddedJson(full)}${end}${html.slice(position)}`;
}

/** A page's record, and whether the rest of the page is as it was written. */
export interface ReadRecord {
  readonly record: PageRecord;
  readonly isIntact: boolean;
}

/**
 * Reads the record of a page.
 *
 * @throws FormatError for a page without one, and for a record of another version.
 */
export function readRecord(html: string, path: string): ReadRecord {
  const from = html.lastIndexOf(start);
  const to = html.indexOf(end, from);
  if (from < 0 || to < 0) {
    throw new FormatError(`verify: ${path} has no record of its run; export the notebook again with this version`);
  }
  const record = parseRecord(html.slice(from + start.length, to));
  if (record === undefined) {
    throw new FormatError(`verify: ${path}: the record is damaged or of a newer version; export the notebook again`);
  }
  const rest = html.slice(0, from) + html.slice(to + end.length);
  return { record, isIntact: pageHash(rest) === record.page };
}

function parseRecord(json: string): PageRecord | undefined {
  try {
    const record = JSON.parse(json) as Partial<PageRecord>;
    const { format, version, code, numbers, data } = record;
    const isKnown = format === "cuaderno-record" && version === 1;
    if (!isKnown || ![code, numbers, data].every(Array.isArray) || typeof record.notebook !== "string")
      return undefined;
    canonicalJson(record as unknown as Json);
    return record as PageRecord;
  } catch {
    return undefined;
  }
}

function pageHash(html: string): string {
  return createHash("sha256").update(html).digest("hex");
}

function toObject(value: Json | undefined): JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : {};
}
