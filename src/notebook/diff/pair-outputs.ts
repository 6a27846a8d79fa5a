import type { Output } from "../format/notebook.js";
import { progressMime } from "../format/progress-mime.js";
import { outputName, outputText } from "./output-parts.js";
import { textSimilarity } from "./text-similarity.js";

/** An output with its number in its cell, from 1. */
export interface NumberedOutput {
  readonly number: number;
  readonly output: Output;
}

/**
 * An output of the earlier notebook and what it became; a side is undefined for an output that was added or removed.
 */
export interface OutputPair {
  readonly before: NumberedOutput | undefined;
  readonly after: NumberedOutput | undefined;
}

/** Above this many comparisons outputs are paired by kind and order only. */
const maxComparisons = 10_000;

/**
 * The outputs of two runs of a cell in pairs: streams by name, however many pieces they came in; all others by the
 * alignment, in order, that matches most outputs of the same kind with most of their text. Removed and added outputs at
 * the same position become pairs, too. Progress is left out.
 */
export function pairOutputs(before: readonly Output[], after: readonly Output[]): readonly OutputPair[] {
  const [oldOutputs, newOutputs] = [joinedStreams(before), joinedStreams(after)];
  const streams = (["stdout", "stderr"] as const).map((name) => ({
    before: oldOutputs.find((one) => isStream(one, name)),
    after: newOutputs.find((one) => isStream(one, name)),
  }));
  const others = [oldOutputs, newOutputs].map((outputs) => outputs.filter((one) => !isStream(one) && !isProgress(one)));
  const single = streams.filter((pair) => pair.before === undefined || pair.after === undefined);
  const aligned = [...align(others[0] ?? [], others[1] ?? []), ...single];
  const pairs = [...streams.filter((pair) => !single.includes(pair)), ...replacedPairs(aligned)];
  const order = ({ before: old, after: now }: OutputPair): number => now?.number ?? old?.number ?? 0;
  return pairs.filter((pair) => pair.before ?? pair.after).sort((a, b) => order(a) - order(b));
}

function isStream({ output }: NumberedOutput, name?: "stdout" | "stderr"): boolean {
  return output.output_type === "stream" && (name === undefined || output.name === name);
}

/** Progress is shown by interactive kernels only, and says nothing about the result. */
function isProgress({ output }: NumberedOutput): boolean {
  return output.output_type === "display_data" && progressMime in output.data;
}

/** The number of a joined stream is that of its first piece. */
function joinedStreams(outputs: readonly Output[]): readonly NumberedOutput[] {
  const joined: NumberedOutput[] = [];
  for (const [index, output] of outputs.entries()) {
    const earlier = joined.find((one) => output.output_type === "stream" && isStream(one, output.name));
    if (output.output_type === "stream" && earlier?.output.output_type === "stream") {
      joined[joined.indexOf(earlier)] = {
        ...earlier,
        output: { ...earlier.output, text: earlier.output.text + output.text },
      };
    } else joined.push({ number: index + 1, output });
  }
  return joined;
}

/** Global alignment by dynamic programming (Needleman and Wunsch), without a penalty for gaps. */
function align(before: readonly NumberedOutput[], after: readonly NumberedOutput[]): readonly OutputPair[] {
  const width = after.length + 1;
  const best = new Float64Array((before.length + 1) * width);
  const byText = before.length * after.length <= maxComparisons;
  const gain = (row: number, column: number): number => similarity(before[row], after[column], byText);
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const paired = gain(row, column) + (best[(row + 1) * width + column + 1] ?? 0);
      const skipped = Math.max(best[(row + 1) * width + column] ?? 0, best[row * width + column + 1] ?? 0);
      best[row * width + column] = Math.max(paired, skipped);
    }
  }
  const pairs: OutputPair[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const here = best[row * width + column] ?? 0;
    if (row < before.length && here === (best[(row + 1) * width + column] ?? 0)) {
      pairs.push({ before: before[row++], after: undefined });
    } else if (column < after.length && here === (best[row * width + column + 1] ?? 0)) {
      pairs.push({ before: undefined, after: after[column++] });
    } else pairs.push({ before: before[row++], after: after[column++] });
  }
  return pairs;
}

/** 0 for outputs of another kind, else 1 and the share of text that is the same. */
function similarity(old: NumberedOutput | undefined, now: NumberedOutput | undefined, byText: boolean): number {
  if (old === undefined || now === undefined || outputName(old.output) !== outputName(now.output)) return 0;
  if (!byText) return 1;
  const [before, after] = [outputText(old.output), outputText(now.output)];
  return 1 + (before === after ? 1 : textSimilarity(before.slice(0, 2_000), after.slice(0, 2_000)));
}

/** Removed and added outputs between two pairs belong together, in order. */
function replacedPairs(pairs: readonly OutputPair[]): readonly OutputPair[] {
  const result: OutputPair[] = [];
  let removed: NumberedOutput[] = [];
  let added: NumberedOutput[] = [];
  const close = (): void => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      result.push({ before: removed[index], after: added[index] });
    }
    [removed, added] = [[], []];
  };
  for (const pair of pairs) {
    if (pair.before !== undefined && pair.after !== undefined) {
      close();
      result.push(pair);
    } else if (pair.before !== undefined) removed.push(pair.before);
    else if (pair.after !== undefined) added.push(pair.after);
  }
  close();
  return result;
}
