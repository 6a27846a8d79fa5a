import type { Output } from "../format/notebook.js";
import { figureChanges } from "./figure-changes.js";
import { jsonChanges } from "./json-changes.js";
import { otherContent, outputFigure, outputName, outputTable, outputText, outputTypes } from "./output-parts.js";
import { type OutputPair, pairOutputs } from "./pair-outputs.js";
import { tableChanges } from "./table-changes.js";
import { textChanges } from "./text-changes.js";

/** What changed in an output, as one sentence. */
export interface OutputChange {
  /** The number of the output in the later notebook, from 1; of a removed output its number in the earlier one. */
  readonly output: number;
  readonly kind: "added" | "removed" | "number" | "table" | "figure" | "text" | "error" | "other";
  readonly message: string;
}

/** When two outputs count as the same. */
export interface CompareOutputsOptions {
  /** Largest relative difference of two numbers that count as equal. @default 1e-9 */
  readonly tolerance?: number | undefined;
  /**
   * Compare what usually changes from run to run, too: dates with a time, durations, ids, hexadecimal hashes, temporary
   * paths, terminal colours, bytes of pictures. @default false
   */
  readonly strict?: boolean | undefined;
}

/**
 * How the outputs of a cell changed: numbers with their relative change, shapes of tables, series of figures, lines of
 * text. Outputs are paired by kind and content, so one new output is one change. Streams of one name are one output;
 * counts and metadata are not compared.
 *
 * @example compareOutputs([{ output_type: "stream", name: "stdout", text: "took 3 ms" }], [{ output_type: "stream", name: "stdout", text: "took 5 ms" }]) // []
 */
export function compareOutputs(
  before: readonly Output[],
  after: readonly Output[],
  options: CompareOutputsOptions = {},
): readonly OutputChange[] {
  return pairOutputs(before, after).flatMap((pair) => pairChanges(pair, options));
}

function pairChanges({ before, after }: OutputPair, options: CompareOutputsOptions): readonly OutputChange[] {
  if (before === undefined) {
    return after === undefined
      ? []
      : [{ output: after.number, kind: "added", message: `new: ${described(after.output)}` }];
  }
  if (after === undefined) {
    return [{ output: before.number, kind: "removed", message: `removed: ${described(before.output)}` }];
  }
  return changes(before.output, after.output, options).map((change) => ({ output: after.number, ...change }));
}

function described(output: Output): string {
  const [line = ""] = outputText(output).trim().split("\n");
  if (line === "") return outputName(output);
  return `${outputName(output)} "${line.length > 60 ? `${line.slice(0, 59)}…` : line}"`;
}

type Change = Omit<OutputChange, "output">;

function changes(old: Output, now: Output, options: CompareOutputsOptions): readonly Change[] {
  const { tolerance = 1e-9, strict = false } = options;
  const compared = { tolerance, strict };
  const names = [outputName(old), outputName(now)];
  if (names[0] !== names[1]) return [{ kind: "other", message: `was ${names[0]}, is ${names[1]}` }];
  const [oldFigure, figure] = [outputFigure(old), outputFigure(now)];
  if (oldFigure !== undefined && figure !== undefined) return figureChanges(oldFigure, figure, compared);
  const types = [outputTypes(old), outputTypes(now)];
  if (types[0] !== types[1]) return [{ kind: "other", message: `was of type ${types[0]}, is of type ${types[1]}` }];
  const kind = old.output_type === "error" ? "error" : "text";
  const textual = textChanges(outputText(old), outputText(now), compared).map(
    (change): Change => (change.kind === "text" ? { ...change, kind } : change),
  );
  const [oldTable, table] = [outputTable(old), outputTable(now)];
  const shape = oldTable && table ? tableChanges(oldTable, table) : [];
  if (shape.length > 0) return [...shape, ...textual.filter((change) => change.kind === "number")];
  if (textual.length > 0) return textual;
  const [before, after] = [otherContent(old, strict), otherContent(now, strict)];
  return jsonChanges(before, after, "", compared).map((message) => ({ kind: "other", message }));
}
