import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { frequencyEncode } from "../features/encoders/frequency-encode.js";
import { randomUndersample } from "../features/resamplers/random-undersample.js";
import { smote } from "../features/resamplers/smote.js";
import { standardScale } from "../features/scalers/standard-scale.js";
import { selectKBest } from "../features/selection/select-k-best.js";
import { meanModel } from "../models/baselines/mean-model.js";
import type { Model } from "../models/model.js";
import { mutualInformation } from "../stats/mutual-information.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { getNumbers } from "../table/get-numbers.js";
import type { Matrix } from "../table/matrix.js";
import { pipeline } from "./pipeline.js";

const file = join(process.env.CUADERNO_DATA_MIRROR ?? "", "crime", "crimes_2017-01.csv.gz");
const present = process.env.CUADERNO_DATA_MIRROR !== undefined && existsSync(file);
if (!present) console.log("crime.test.ts is skipped: CUADERNO_DATA_MIRROR does not name a folder that holds crime/");

/**
 * A month's crimes that have coordinates, with the columns that the original project learned from, and whether there
 * was an arrest.
 */
function crimes(): Columns {
  const [head = "", ...lines] = gunzipSync(readFileSync(file)).toString("utf8").trim().split(/\r?\n/);
  const names = head.split(",");
  // Cells may hold commas between quotes.
  const toCells = (line: string): string[] =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((cell) => cell[1] ?? "");
  const rows = lines.map(toCells);
  const at = (name: string): number => {
    const index = names.findIndex((own) => own.toLowerCase().replaceAll(" ", "_") === name);
    expect(index, `column ${name}`).toBeGreaterThanOrEqual(0);
    return index;
  };
  const [x, y, date, arrest] = [at("x_coordinate"), at("y_coordinate"), at("date"), at("arrest")];
  const strings = ["iucr", "primary_type", "location_description", "district"].map((name) => [name, at(name)] as const);
  const toTime = (row: string[]): Date => new Date(`${row[date]} UTC`);
  const located = rows.filter((row) => Number(row[x]) > 0 && Number(row[y]) > 0);
  const numbers = (toNumber: (row: string[]) => number) =>
    ({ kind: "number", values: Float64Array.from(located, toNumber) }) as const;
  return columnsFromEntries([
    ["x", numbers((row) => Number(row[x]))],
    ["y", numbers((row) => Number(row[y]))],
    // Sunday is 1 and Saturday 7, as the original counts.
    ["weekday_sine", numbers((row) => Math.sin((2 * Math.PI * (toTime(row).getUTCDay() + 1)) / 7))],
    ...[0, 6, 12, 18].map((hour) => {
      const isPart = (row: string[]): number => (Math.floor(toTime(row).getUTCHours() / 6) === hour / 6 ? 1 : 0);
      return [`from_${hour}`, numbers(isPart)] as const;
    }),
    ...strings.map(
      ([name, index]) => [name, { kind: "string", values: located.map((row) => row[index] ?? "") }] as const,
    ),
    ["arrest", numbers((row) => (/^true$/i.test(row[arrest] ?? "") ? 1 : 0))],
  ]);
}

describe.skipIf(!present)("balancing on a month of real crimes", () => {
  const getInformation = ({ names, columns }: Matrix, target: Float64Array): number =>
    mutualInformation(columns[names.indexOf("weekday_sine")] ?? [], target, { discreteTarget: true });

  it("makes the weekday look informative, so columns chosen on balanced rows are chosen wrongly", {
    timeout: 120_000,
  }, () => {
    const rows = crimes();
    const target = getNumbers(rows, "arrest");
    expect(rows.rowCount).toBeGreaterThan(20_000);
    const plain = mutualInformation(getNumbers(rows, "weekday_sine"), target, { discreteTarget: true });
    expect(plain).toBeLessThan(0.003);

    let balanced = Number.NaN;
    const spy: Model = {
      kind: "spy",
      fit(matrix, own) {
        balanced = getInformation(matrix, own);
        return meanModel().fit(matrix, own);
      },
    };
    const steps = [
      frequencyEncode({ columns: ["iucr", "primary_type", "location_description", "district"] }),
      standardScale({ columns: ["x", "y"] }),
    ];
    const resample = [smote({ ratio: 0.5, seed: 17 }), randomUndersample({ ratio: 0.8, seed: 17 })];
    pipeline({ steps, model: spy, resample }).fit(rows, "arrest");
    // 0.067 on the original's year and columns; synthetic rows are between weekdays, where no real row does.
    expect(balanced).toBeGreaterThan(0.03);

    // In a pipeline the choice comes first whatever the author wrote: a resampler cannot be one of the steps.
    const chosen = selectKBest({ k: 1, score: "mutualInformationClasses" });
    const fitted = pipeline({ steps: [...steps, chosen], model: meanModel(), resample }).fit(rows, "arrest");
    expect(fitted.featureNames).not.toContain("weekday_sine");
  });
});
