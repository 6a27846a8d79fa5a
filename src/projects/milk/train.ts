import { ArgumentError, type Columns, contentHash, getNumbers, withRun } from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";
import { trackTrials } from "cuaderno/search";
import { monthStart } from "cuaderno/sources";
import { loadPolars, takeRows } from "cuaderno/table";
import type { Tracker } from "cuaderno/tracking";
import { completeRows, milkFeatures, withoutMonth } from "./features.js";
import { honestModels } from "./honest.js";
import { commonMonths, type MilkTables, milkMonths } from "./load.js";
import { type MilkGrid, type OriginalResult, originalGrid, originalModel, originalPipeline } from "./original.js";
import { originalSplit } from "./original-split.js";
import { readTraining, type StoredTraining, storeTraining } from "./stored-training.js";

/** How to train. */
export interface TrainMilkOptions {
  /** The original's 210 points, or a few. Default: `full`. */
  readonly grid?: string;
  /** Of mutual information's noise. Default: 1. */
  readonly seed?: number;
  /** Trains even when nothing has changed. Default: false. */
  readonly fresh?: boolean;
  /** Puts a training on record: every point of the grid as a nested run, both results, the model. */
  readonly tracker?: Tracker;
  readonly signal?: AbortSignal;
}

/** A training, and whether it is new. */
export interface MilkTraining extends StoredTraining {
  readonly trained: boolean;
  /** In one sentence. */
  readonly reason: string;
}

/**
 * Finds the original result again and judges it honestly, in time order and in both readings of the numbers. When neither the tables nor the settings have changed
 * since the last time, the stored training is given and nothing is done.
 */
export async function trainMilk(tables: MilkTables, options: TrainMilkOptions = {}): Promise<MilkTraining> {
  const { grid = "full", seed = 1, fresh = false, tracker, signal } = options;
  const points = gridNamed(grid);
  const { refined } = tables.folder;
  const state = contentHash(JSON.stringify({ versions: tables.versions, grid, seed, points }));
  const last = fresh ? undefined : await readTraining(refined);
  if (last?.state === state) {
    const reason = "neither the tables nor the settings have changed since the last training: nothing was trained";
    return { ...last, trained: false, reason };
  }
  const why = fresh
    ? "a new training was asked for"
    : last === undefined
      ? "nothing was trained yet"
      : "tables or settings have changed";
  const train = (tracked?: Tracked): Promise<Omit<StoredTraining, "runId" | "state">> =>
    found(tables, {
      grid: grid as keyof typeof originalGrid,
      seed,
      ...(tracked ? { tracked } : {}),
      ...(signal ? { signal } : {}),
    });
  const kept =
    tracker === undefined
      ? { ...(await train()), runId: "" }
      : await withRun(
          tracker,
          {
            experiment: "milk",
            name: `training-${tables.origin.data}`,
            tags: { "cuaderno.data": tables.origin.label },
          },
          async (run) => {
            await run.logParams({ grid, seed, data: tables.origin.data });
            for (const { name, sha256 } of tables.origin.files) {
              await run.logInput({ name, source: tables.origin.address, digest: sha256, context: "training" });
            }
            const result = await train({ run, tracker });
            await run.logParams({ ...result.original.best, honest_model: result.honest.best.name });
            await run.logMetrics(milkMetrics(result));
            await run.logArtifact("model/original.json", JSON.stringify(result.model.toJSON()));
            return { ...result, runId: run.id };
          },
          signal === undefined ? {} : { signal },
        );
  const training: StoredTraining = { ...kept, state };
  await storeTraining(refined, training);
  return { ...training, trained: true, reason: `trained because ${why}` };
}

/** The five numbers of the project. */
export function milkMetrics({
  original,
  honest,
}: Pick<StoredTraining, "original" | "honest">): Readonly<Record<string, number>> {
  return {
    "original.rmse": original.rmse,
    "original.r2": original.r2,
    "naive.rmse": original.naiveRmse,
    "honest.rmse": honest.best.rmse,
    "honest_naive.rmse": honest.naive.rmse,
  };
}

type Tracked = { readonly run: Parameters<typeof trackTrials>[0]; readonly tracker: Tracker };

async function found(
  tables: MilkTables,
  {
    grid,
    seed,
    tracked,
    signal,
  }: {
    readonly grid: keyof typeof originalGrid;
    readonly seed: number;
    readonly tracked?: Tracked;
    readonly signal?: AbortSignal;
  },
): Promise<Omit<StoredTraining, "runId" | "state">> {
  const rows = completeRows(milkFeatures(milkMonths(tables)));
  const months = originalSplit.train.length + originalSplit.test.length;
  const first = takeRows(
    rows,
    Int32Array.from({ length: Math.min(months, rows.rowCount) }, (_, row) => row),
  );
  const { study, ...original } = await originalModel(first, {
    grid,
    seed,
    ...(tracked ? { onTrial: trackTrials(tracked.run, tracked.tracker, { metric: "r2" }) } : {}),
    ...(signal ? { signal } : {}),
  });
  const corrected = completeRows(milkFeatures(milkMonths(tables, { reading: "correct" })));
  const prices = pricesUntilLastRow(tables);
  return {
    original,
    trials: study.trials.map(({ params, value }) => ({ ...params, score: value ?? Number.NaN })),
    honest: honestModels(rows, prices, original.best, { seed }),
    corrected: honestModels(corrected, prices, original.best, { seed }),
    model: fittedOriginal(first, original, seed),
    learnedUntil: new Date(getNumbers(first, "month").at(-1) ?? 0).toISOString().slice(0, 7),
  };
}

/** The original's best point, fitted as the original did: on the training part of its split. */
function fittedOriginal(rows: Columns, { best }: Pick<OriginalResult, "best">, seed: number): FittedPipeline {
  return originalPipeline(best, seed).fit(withoutMonth(takeRows(rows, originalSplit.train)), "price");
}

function pricesUntilLastRow(tables: MilkTables): Float64Array {
  const pl = loadPolars();
  const last = commonMonths(tables).at(-1) as string;
  const until = tables.price.filter(pl.col("month").ltEq(pl.lit(new Date(monthStart(last)))));
  return Float64Array.from(until.getColumn("price").toArray() as number[]);
}

function gridNamed(name: string): MilkGrid {
  if (name === "full" || name === "reduced") return originalGrid[name];
  throw new ArgumentError(`trainMilk: grid must be "full" or "reduced", got ${JSON.stringify(name)}`);
}
