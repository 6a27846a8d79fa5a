// The table that the learning bench works on.
import { join } from "node:path";
import {
  calendarParts,
  cyclic,
  getNumbers,
  oneHot,
  randomSource,
  randomSplit,
  readTable,
  select,
  toColumns,
} from "cuaderno";
import { trafficSchema } from "cuaderno/projects/traffic";
import { takeRows, takeValues, toMatrix } from "cuaderno/table";

/** The traffic table as 30 features, with a function that cuts it 80 : 20 by a seed. */
export async function trafficTable() {
  const mirror = process.env.CUADERNO_DATA_MIRROR;
  const folder = mirror ? join(mirror, "traffic") : "data/traffic/sample";
  const years = [2012, 2013, 2014, 2015, 2016, 2017, 2018];
  const files = years.map((year) => join(folder, `Metro_Interstate_Traffic_Volume_${year}.csv`));
  const table = toColumns(await readTable(files, trafficSchema));
  const volume = getNumbers(table, "volume");
  const steps = [
    calendarParts({ column: "time", parts: ["hour", "weekday", "weekend", "day", "month", "year", "dayOfYear"] }),
    cyclic({ column: "hour", period: 24, keepSource: true }),
    cyclic({ column: "weekday", period: 7, keepSource: true }),
    cyclic({ column: "month", period: 12, keepSource: true }),
    cyclic({ column: "dayOfYear", period: 365.25, keepSource: true }),
    oneHot({ columns: ["weather"] }),
  ];
  const made = steps.reduce((current, step) => step.fit(current).transform(current), table);
  const features = [...made.byName]
    .filter(([name, { kind }]) => kind === "number" && name !== "volume")
    .map(([name]) => name);
  const ready = select({ columns: features }).fit(made).transform(made);
  const part = (rows) => ({ matrix: toMatrix(takeRows(ready, rows)), target: takeValues(volume, rows) });
  return {
    source: mirror ? "traffic, year files" : "traffic, sample",
    split(seed) {
      const { train, test } = randomSplit(table.rowCount, { testShare: 0.2, seed });
      return { train: part(train), test: part(test) };
    },
  };
}

/** The rows over and over up to `rowCount`; the copies have noise in the target and in columns of many values. */
export function repeatedRows({ matrix, target }, rowCount) {
  const random = randomSource(1);
  const repeated = (values, noise) =>
    Float64Array.from({ length: rowCount }, (_, row) => {
      return values[row % values.length] + (row < values.length ? 0 : noise * (random.uniform() - 0.5));
    });
  const columns = matrix.columns.map((values) => repeated(values, new Set(values).size > 40 ? 0.01 : 0));
  return { matrix: { ...matrix, rowCount, columns }, target: repeated(target, 200) };
}

/** Rows of a matrix; with one number the first ones. */
export function takeMatrixRows(matrix, from, to) {
  const [start, end] = to === undefined ? [0, from] : [from, to];
  return { ...matrix, rowCount: end - start, columns: matrix.columns.map((values) => values.slice(start, end)) };
}
