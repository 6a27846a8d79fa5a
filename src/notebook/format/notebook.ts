import { FormatError } from "../../core/errors.js";
import { type Json, type JsonObject, parseJson } from "../../core/json.js";

/** A notebook of nbformat 4 as the file holds it, but with every text in one piece. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: JsonObject;
  readonly nbformat: 4;
  readonly nbformat_minor: number;
}

/** One cell. Fields that this type does not know are kept as they came. */
export type Cell = CodeCell | TextCell;

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

/** A cell that is only read. */
export interface TextCell {
  readonly cell_type: "markdown" | "raw";
  readonly id?: string;
  readonly source: string;
  readonly metadata: JsonObject;
  readonly attachments?: JsonObject;
}

/** What a code cell gave. */
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
 * The notebook that a text holds; `place` names the file in errors. Refuses what is not nbformat 4 with the place of the fault.
 *
 * @example parseNotebook('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}', "a.ipynb").cells // []
 */
export function parseNotebook(text: string, path: string): Notebook {
  if (text.trim() === "") throw new FormatError(`parseNotebook: ${path} is empty; a notebook is a JSON object`);
  const file = asObject(jsonOf(text.replace(/^\uFEFF/, ""), path), path, "a notebook");
  const { nbformat, nbformat_minor: minor = 0, metadata = {}, cells } = file;
  if (nbformat !== 4) {
    const seen = nbformat === undefined ? "no nbformat" : `nbformat ${JSON.stringify(nbformat)}`;
    throw new FormatError(
      `parseNotebook: ${path} has ${seen}, Cuaderno reads nbformat 4; save it with a current Jupyter (jupyter nbconvert --to notebook)`,
    );
  }
  if (typeof minor !== "number") throw new FormatError(`parseNotebook: ${path} has no whole number as nbformat_minor`);
  if (!Array.isArray(cells)) throw new FormatError(`parseNotebook: ${path} has no list of cells`);
  return {
    ...file,
    cells: cells.map((cell: Json, index) => parseCell(cell, `${path}#cell-${index + 1}`)),
    metadata: asObject(metadata, path, "metadata"),
    nbformat: 4,
    nbformat_minor: minor,
  };
}

function jsonOf(text: string, path: string): Json {
  try {
    return parseJson(text, path);
  } catch (cause) {
    const line = text.split("\n").findIndex((one) => one.startsWith("<<<<<<< ")) + 1;
    if (line === 0) throw cause;
    throw new FormatError(
      `parseNotebook: ${path} holds marks of a merge that is not resolved (line ${line}); resolve it, or take one side with git checkout --ours or --theirs`,
      { cause },
    );
  }
}

function parseCell(json: Json, path: string): Cell {
  const cell = asObject(json, path, "a cell");
  const { cell_type: type, metadata = {} } = cell;
  const common = {
    ...cell,
    source: joinText(cell.source ?? "", path),
    metadata: asObject(metadata, path, "metadata"),
  };
  if (type === "markdown" || type === "raw") return { ...common, cell_type: type };
  if (type !== "code") {
    throw new FormatError(
      `parseNotebook: ${path} has cell_type ${JSON.stringify(type ?? null)}; allowed are "code", "markdown", "raw"`,
    );
  }
  const { outputs = [], execution_count: count = null } = cell;
  if (!Array.isArray(outputs)) throw new FormatError(`parseNotebook: ${path} has outputs that are no list`);
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
        `parseNotebook: ${path} has output_type ${JSON.stringify(output.output_type ?? null)}; allowed are "stream", "display_data", "execute_result", "error"`,
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
  throw new FormatError(`parseNotebook: ${path} has a text that is neither a string nor a list of strings`);
}

function asObject(value: Json, path: string, what: string): JsonObject {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as JsonObject;
  throw new FormatError(`parseNotebook: ${path}: ${what} must be a JSON object`);
}
