// Linear models and logistic regression on one scaled table next to scikit-learn, in CPU seconds.
import { columnsFromEntries, elasticNet, impute, linear, logistic, ridge, standardScale } from "cuaderno";
import { toMatrix } from "cuaderno/table";
import { inTurn, median, python, report, timed, writeFlat } from "./measure.mjs";
import { takeMatrixRows } from "./traffic-table.mjs";

/** The volume by linear models of all features, scaled. */
export async function linearPart(folder, table, runs) {
  const { train } = table.split(42);
  const matrix = scaledMatrix(train.matrix);
  writeFlat(folder, "linear", matrix, train.target);
  for (const [name, model] of Object.entries({
    linear: linear(),
    ridge: ridge({ alpha: 1 }),
    elasticNet: elasticNet({ alpha: 0.1 }),
  })) {
    const figures = await inTurn(runs, {
      cuaderno: async () => {
        const fits = [];
        for (let call = 0; call < 5; call++) fits.push(await timed(() => model.fit(matrix, train.target)));
        const [predicted] = fits[0].value.predict(takeMatrixRows(matrix, 1));
        return { seconds: median(fits.map(({ seconds }) => seconds)), predicted };
      },
      "scikit-learn": () => python("scikit_learn.py", [folder, name, String(matrix.names.length)]),
    });
    report(
      `${name}: ${matrix.rowCount} rows x ${matrix.names.length} features`,
      figures,
      "scikit-learn",
      { "median of five": "seconds" },
      ([{ predicted }]) => ({ "prediction of row 1": predicted.toFixed(6) }),
    );
  }
}

/** Is it a busy hour; and which quarter of the volumes is it in: all features, scaled. */
export async function logisticPart(folder, table, runs) {
  const { train } = table.split(42);
  const matrix = scaledMatrix(train.matrix);
  const sorted = train.target.slice().sort();
  const quarter = (part) => sorted[Math.floor(part * sorted.length)];
  for (const [name, limits] of [
    ["two classes", [quarter(0.5)]],
    ["four classes", [quarter(0.25), quarter(0.5), quarter(0.75)]],
  ]) {
    const target = train.target.map((value) => limits.filter((limit) => value >= limit).length);
    writeFlat(folder, "logistic", matrix, target);
    const figures = await inTurn(runs, {
      cuaderno: async () => {
        const fits = [];
        for (let call = 0; call < 5; call++) fits.push(await timed(() => logistic().fit(matrix, target)));
        const [first] = fits[0].value.probabilities(takeMatrixRows(matrix, 1));
        return { first: fits[0].seconds, seconds: median(fits.map(({ seconds }) => seconds)), chance: first[0] };
      },
      "scikit-learn": () => python("scikit_learn.py", [folder, "logistic", String(matrix.names.length)]),
    });
    report(
      `logistic regression, ${name}: ${matrix.rowCount} rows x ${matrix.names.length} features`,
      figures,
      "scikit-learn",
      { "first fit": "first", "median of five": "seconds" },
      ([{ chance }]) => ({ "first class in row 1": chance.toFixed(7) }),
    );
  }
}

/** All columns imputed and scaled, in float32 as peers read them. */
function scaledMatrix({ names, columns }) {
  const own = columnsFromEntries(names.map((name, index) => [name, { kind: "number", values: columns[index] }]));
  const whole = impute({ columns: names, strategy: "mean" }).fit(own).transform(own);
  const scaled = toMatrix(standardScale().fit(whole).transform(whole));
  return { ...scaled, columns: scaled.columns.map((values) => values.map(Math.fround)) };
}
