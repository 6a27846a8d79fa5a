import { FormatError, type Json, restorePipeline } from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";
import type { Store } from "cuaderno/store";
import type { HonestLine, HonestResult } from "./honest.js";
import type { MilkParams, OriginalResult } from "./original.js";

/** What a training found, as it is kept in the refined folder. */
export interface StoredTraining {
  /** Hash of everything that decides the result. */
  readonly state: string;
  /** The run on record, or an empty text. */
  readonly runId: string;
  readonly original: Omit<OriginalResult, "study">;
  /** Every point of the grid with its mean R2. */
  readonly trials: readonly (MilkParams & { readonly score: number })[];
  /** In time order, numbers read as the original read them. */
  readonly honest: HonestResult;
  /** The same with the numbers read correctly. */
  readonly corrected: HonestResult;
  /** The original's model. */
  readonly model: FittedPipeline;
  /** Last month of the original's rows. */
  readonly learnedUntil: string;
}

const key = "training.json";

/** Keeps a training in one file, so that it is there whole or not at all. */
export async function storeTraining(refined: Store, { model, ...rest }: StoredTraining): Promise<void> {
  const text = JSON.stringify({
    ...rest,
    honest: plain(rest.honest),
    corrected: plain(rest.corrected),
    model: model.toJSON(),
  });
  await refined.write(key, new TextEncoder().encode(`${text}\n`));
}

/** The training that was kept; undefined when there is none. Refuses a damaged file. */
export async function readTraining(refined: Store): Promise<StoredTraining | undefined> {
  if ((await refined.stat(key)) === undefined) return undefined;
  const place = `${refined.name}/${key}`;
  try {
    const stored = JSON.parse(new TextDecoder().decode(await refined.read(key))) as Stored;
    return {
      ...stored,
      honest: typed(stored.honest),
      corrected: typed(stored.corrected),
      model: restorePipeline(stored.model),
    };
  } catch (cause) {
    throw new FormatError(`readTraining: ${place} cannot be read; remove it, the next run trains again`, { cause });
  }
}

type PlainLine = Omit<HonestLine, "forecasts"> & { readonly forecasts: readonly number[] };
type PlainHonest = Omit<HonestResult, "months" | "actual" | "lines" | "best" | "naive"> & {
  readonly months: readonly number[];
  readonly actual: readonly number[];
  readonly lines: readonly PlainLine[];
  readonly best: string;
  readonly naive: string;
};
type Stored = Omit<StoredTraining, "honest" | "corrected" | "model"> & {
  readonly honest: PlainHonest;
  readonly corrected: PlainHonest;
  readonly model: Json;
};

function plain({ months, actual, lines, best, naive, ...rest }: HonestResult): PlainHonest {
  return {
    ...rest,
    months: [...months],
    actual: [...actual],
    lines: lines.map(({ forecasts, ...line }) => ({ ...line, forecasts: [...forecasts] })),
    best: best.name,
    naive: naive.name,
  };
}

function typed({ months, actual, lines, best, naive, ...rest }: PlainHonest): HonestResult {
  const own = lines.map(({ forecasts, ...line }) => ({ ...line, forecasts: Float64Array.from(forecasts) }));
  const named = (name: string): HonestLine => own.find((line) => line.name === name) as HonestLine;
  return {
    ...rest,
    months: Float64Array.from(months),
    actual: Float64Array.from(actual),
    lines: own,
    best: named(best),
    naive: named(naive),
  };
}
