import { readFile } from "node:fs/promises";
import * as cuaderno from "../../index.js";
import type { Walked } from "./walked.js";

const { calendarParts, describe, evaluate, gradientBoosting, groupMean, inferSchema, integer, monitor } = cuaderno;
const { openTracker, pipeline, predictRows, readTable, real, timeSplit, tune } = cuaderno;

/**
 * A new user's first walk through a CSV that nobody prepared: schema, look, split, baseline, trees, search, drift, a
 * tracked run.
 */
export async function walk(path: string, tracking: string, report: string): Promise<Walked> {
  const { schema, options } = inferSchema(await readFile(path), { name: "rides", uri: path });
  const rides = await readTable(path, schema, options);
  const look = describe(rides);

  const { train, test } = timeSplit(rides, { testShare: 0.2 });
  const steps = [calendarParts({ column: "time", parts: ["hour", "weekday"] })];
  const hourMean = pipeline({ steps, schema, model: groupMean({ by: ["hour", "weekday"] }) });
  const tracker = await openTracker({ uri: tracking });
  const tuning = await tune({
    table: train,
    target: "riders",
    space: { depth: integer(3, 6), learningRate: real(0.05, 0.3, { log: true }) },
    pipeline: (params) =>
      pipeline({ steps, schema, model: gradientBoosting({ ...params, rounds: 200, earlyStopping: 10 }) }),
    folds: 3,
    trials: 6,
    baselines: { hourMean },
    tracker,
    experiment: "rides",
  });

  const scores = evaluate({ trees: tuning.fitted, hourMean: hourMean.fit(train, "riders") }, test);
  const recorded = { tracker, experiment: "rides", page: report };
  const watched = await monitor({ reference: train, current: test, model: tuning.fitted, ...recorded });
  const tomorrow = { ...test.toRecords()[0], time: "2024-05-01 08:00:00", temperature: "12.5" };
  const [predicted] = predictRows(tuning.fitted, [tomorrow]);
  return { look, rides, train, test, tracker, tuning, scores, watched, predicted };
}
