// Steps and models of columns next to their peers, in wall seconds: `rolling` (Polars) and nearest neighbours (scikit-learn).
import { columnsFromEntries, randomSource } from "cuaderno";
import { rolling } from "cuaderno/features";
import { kNearest } from "cuaderno/models";
import { independentColumns, wallOnCores } from "./cores.mjs";
import { inTurn, median, python, writeFlat } from "./measure.mjs";
import { takeMatrixRows } from "./traffic-table.mjs";

/** Four statistics of windows of 168 rows before each of 100,000. */
export async function rollingPart(folder, _table, runs) {
  const random = randomSource(1);
  const values = Float64Array.from({ length: 100_000 }, () => random.normal());
  const columns = columnsFromEntries([["x", { kind: "number", values }]]);
  writeFlat(folder, "rolling", { rowCount: 0, names: [], columns: [] }, values);
  const step = rolling({ columns: ["x"], window: 168, statistics: ["mean", "deviation", "minimum", "maximum"] });
  const figures = await inTurn(runs, {
    cuaderno: () => {
      const started = performance.now();
      const made = step.fit(columns).transform(columns);
      return { wallSeconds: (performance.now() - started) / 1000, last: made.byName.get("x_mean168").values.at(-1) };
    },
    polars: () => python("polars_rolling.py", [folder, "168"]),
  });
  console.log("rolling: 4 statistics of 168 rows, 100,000 rows");
  console.table(
    [...figures].map(([engine, all]) => ({
      engine,
      "wall s": median(all.map(({ wallSeconds }) => wallSeconds)).toFixed(3),
      "last mean": all[0].last.toFixed(9),
    })),
  );
}

/** The five nearest of 20,000 rows to each of 20,000 others, with few columns and with many. */
export async function neighborsPart(folder, _table, runs) {
  for (const width of [4, 10, 20]) {
    const { matrix, target } = independentColumns(40_000, width);
    writeFlat(folder, "neighbors", matrix, target);
    const rounded = { ...matrix, columns: matrix.columns.map((values) => values.map(Math.fround)) };
    const train = takeMatrixRows(rounded, 0, 20_000);
    const test = takeMatrixRows(rounded, 20_000, 40_000);
    await wallOnCores(`nearest neighbours: 20,000 x 20,000 rows x ${width} features`, runs, {
      cuaderno: () => String(kNearest({ target: "number" }).fit(train, target.slice(0, 20_000)).predict(test)[0]),
      "scikit-learn": (threads) => python("scikit_neighbors.py", [folder, String(width), String(threads)])?.wallSeconds,
    });
  }
}
