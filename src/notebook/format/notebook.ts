import { FormatError } from "../../core/errors.js";
import type { Json, JsonObject } from "../../core/json.js";
import { isDeeperThan } from "../../core/json-depth.js";
import { showJson } from "../../core/show-json.js";
import { upgradeNotebook } from "./upgrade-notebook.js";

/** A notebook of nbformat 4 as in the file, but with strings instead of arrays of lines. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: JsonObject;
  readonly nbformat: 4;
  readonly nbformat_minor: number;
}

/** One cell. Fields that this type does not name are preserved. */
export type Cell = CodeCell | MarkdownCell | RawCell;

/** A cell that a kernel runs. */
export interface CodeCell {
  readonly cell_type: "code";
  /** Since nbformat 4.5. */
  readonly id?: string;
  readonly source: string;
  readonly metadata: JsonObject;
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

/** A cell of Markdown. */
export interface MarkdownCell {
  readonly cell_type: "markdown";
  readonly id?: string;
  readonly source: string;
  readonly metadata: JsonObject;
  /** Pictures in the cell itself: bundles of mime types by name. */
  readonly attachments?: JsonObject;
}

/** A cell for other programs, in the format that its metadata names. */
export interface RawCell {
  readonly cell_type: "raw";
  readonly id?: string;
  readonly source: string;
  readonly metadata: JsonObject;
  readonly attachments?: JsonObject;
}

/** An output of a code cell. */
export type Output = StreamOutput | DisplayOutput | ErrorOutput;

/** Text that a cell wrote to its standard output or error. */
export interface StreamOutput {
  readonly output_type: "stream";
  readonly name: "stdout" | "stderr";
  readonly text: string;
}

/** A value in one or more mime types. */
export interface DisplayOutput {
  readonly output_type: "display_data" | "execute_result";
  readonly data: MimeBundle;
  readonly metadata: JsonObject;
  /** Only for `execute_result`. */
  readonly execution_count?: number | null;
}

/** The failure that ended a cell. */
export interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** The same value by mime type: text for most types, JSON for `application/json` and `…+json`. */
export type MimeBundle = { readonly [mime: string]: Json };

/**
 * The notebook in a JSON string, of nbformat 4, or of 2 and 3 converted to it; `path` names the file in errors.
 *
 * @throws FormatError for anything else, with the location
 *
 * @example parseNotebook('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}', "a.ipynb").cells // []
 */
export function parseNotebook(text: string, path: string): Notebook {
  if (text.trim() === "") throw new FormatError(`parseNotebook: ${path} is empty; expected a JSON object`);
  const stored = asObject(parseFile(text.replace(/^\uFEFF/, ""), path), path, "a notebook");
  const file = isOld(stored) ? upgradeNotebook(stored) : stored;
  const { nbformat, nbformat_minor: minor = 0, metadata = {}, cells } = file;
  if (nbformat !== 4) {
    const seen = nbformat === undefined ? "no nbformat" : `nbformat ${showJson(nbformat)}`;
    throw new FormatError(
      `parseNotebook: ${path} has ${seen}; expected nbformat 4 (2 and 3 are converted); convert it with jupyter nbconvert --to notebook`,
    );
  }
  if (typeof minor !== "number")
    throw new FormatError(`parseNotebook: ${path} has nbformat_minor ${showJson(minor)}; expected an integer`);
  if (!Array.isArray(cells))
    throw new FormatError(`parseNotebook: ${path} has no array of cells; give the path of a Jupyter notebook`);
  const { cells: _, ...others } = file;
  if (isDeeperThan(others, maxDepth)) {
    throw new FormatError(`parseNotebook: ${path}: metadata is nested more than ${maxDepth} levels deep; remove it`);
  }
  return {
    ...file,
    cells: cells.map((cell: Json, index) => parseCell(cell, `${path}#cell-${index + 1}`)),
    metadata: asObject(metadata, path, "metadata"),
    nbformat: 4,
    nbformat_minor: minor,
  };
}

function isOld({ nbformat, worksheets }: JsonObject): boolean {
  return (nbformat === 2 || nbformat === 3) && Array.isArray(worksheets);
}

function parseFile(text: string, path: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const line = text.split("\n").findIndex((one) => one.startsWith("<<<<<<< ")) + 1;
    if (line === 0) {
      throw new FormatError(
        `parseNotebook: ${path} is not valid JSON: ${(cause as Error).message}; save the notebook again, or restore it from its history`,
        { cause },
      );
    }
    throw new FormatError(
      `parseNotebook: ${path}: unresolved merge conflict at line ${line}; resolve it, or run git checkout --ours or --theirs`,
      { cause },
    );
  }
}

/** Deeper values would overflow the stack. */
export const maxDepth = 1_000;

function parseCell(json: Json, path: string): Cell {
  const cell = asObject(json, path, "a cell");
  if (isDeeperThan(cell, maxDepth)) {
    throw new FormatError(
      `parseNotebook: ${path}: a value is nested more than ${maxDepth} levels deep; clear its outputs`,
    );
  }
  const { cell_type: type, metadata = {} } = cell;
  const common = {
    ...cell,
    source: joinText(cell.source ?? "", path),
    metadata: asObject(metadata, path, "metadata"),
  };
  if (type === "markdown") return { ...common, cell_type: type };
  if (type === "raw") return { ...common, cell_type: type };
  if (type !== "code") {
    throw new FormatError(
      `parseNotebook: ${path} has cell_type ${showJson(type ?? null)}; expected "code", "markdown" or "raw"`,
    );
  }
  const { outputs = [], execution_count: count = null } = cell;
  if (!Array.isArray(outputs)) throw invalid(`${path}: outputs`, "an array", outputs);
  return {
    ...common,
    cell_type: "code",
    execution_count: typeof count === "number" ? count : null,
    outputs: outputs.map((output: Json) => parseOutput(output, path)),
  };
}

function parseOutput(json: Json, path: string): Output {
  const output = asObject(json, path, "an output");
  switch (output.output_type) {
    case "stream": {
      const name = output.name === "stderr" ? "stderr" : "stdout";
      return { ...output, output_type: "stream", name, text: joinText(output.text ?? "", path) };
    }
    case "display_data":
    case "execute_result": {
      const data = Object.entries(asObject(output.data ?? {}, path, "data"));
      return {
        ...output,
        output_type: output.output_type,
        data: Object.fromEntries(
          data.map(([mime, value]) => [mime, isJsonMime(mime) || !isText(value) ? value : joinText(value, path)]),
        ),
        metadata: asObject(output.metadata ?? {}, path, "metadata"),
      };
    }
    case "error": {
      const lines = Array.isArray(output.traceback) ? output.traceback.map(String) : [];
      return {
        ...output,
        output_type: "error",
        ename: String(output.ename),
        evalue: String(output.evalue),
        traceback: lines,
      };
    }
    default:
      throw new FormatError(
        `parseNotebook: ${path} has output_type ${showJson(output.output_type ?? null)}; expected "stream", "display_data", "execute_result" or "error"`,
      );
  }
}

/**
 * Whether a mime type holds JSON rather than text.
 *
 * @example isJsonMime("application/vnd.plotly.v1+json") // true
 */
export function isJsonMime(mime: string): boolean {
  return mime === "application/json" || (mime.startsWith("application/") && mime.endsWith("+json"));
}

function isText(value: Json): value is string | readonly string[] {
  return typeof value === "string" || (Array.isArray(value) && value.every((line) => typeof line === "string"));
}

function joinText(value: Json, path: string): string {
  if (isText(value)) return typeof value === "string" ? value : value.join("");
  throw invalid(path, "a string or an array of strings", value);
}

function asObject(value: Json, path: string, what: string): JsonObject {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as JsonObject;
  throw invalid(`${path}: ${what}`, "a JSON object", value);
}

function invalid(location: string, expected: string, got: Json): FormatError {
  return new FormatError(
    `parseNotebook: ${location}: expected ${expected}, got ${showJson(got)}; save the notebook again`,
  );
}
