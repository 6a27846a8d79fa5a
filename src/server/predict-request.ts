import { type ExplainedRow, explainRows } from "../pipeline/explain-rows.js";
import { type PredictedRow, predictRows } from "../pipeline/predict-rows.js";
import type { Row } from "../pipeline/read-rows.js";
import type { FieldProblem } from "./http-problem.js";
import { HttpProblem } from "./http-problem.js";
import type { PredictionLog } from "./prediction-log.js";
import type { RequestRows } from "./request-rows.js";
import type { ServedModel } from "./served-model.js";
import type { ServerMetrics } from "./server-metrics.js";
import type { ServiceRequest } from "./service-request.js";

/** Where predictions are counted and logged. */
export interface PredictionSinks {
  readonly metrics: ServerMetrics;
  readonly predictionLog?: PredictionLog | undefined;
}

/** How rows are predicted. */
export interface PredictRequestOptions {
  /** `refuse` fails for any invalid row; `flag` predicts what can be predicted. */
  readonly invalid: "refuse" | "flag";
  /** Number of contributions of each row; 0 for none. */
  readonly top: number;
}

/**
 * The predictions of a request's rows, counted and logged.
 *
 * @throws HttpProblem 422 that names row and field of every invalid value, unless invalid rows are flagged.
 */
export function predictRequest(
  served: ServedModel,
  { rows, isSingle, pointer }: RequestRows,
  { invalid, top }: PredictRequestOptions,
  { facts, id }: Pick<ServiceRequest, "facts" | "id">,
  { metrics, predictionLog }: PredictionSinks,
): readonly (PredictedRow | ExplainedRow)[] {
  const { model, name, version } = served;
  Object.assign(facts, { model: name, version, rows: rows.length });
  const flag = { onInvalid: "flag" } as const;
  if (top > 0 && model.model.kind !== "boostedTrees") {
    throw new HttpProblem(422, `model "${name}" has no contributions; only boosted trees and random forests have them`);
  }
  const predicted = top > 0 ? explainRows(model, rows, { ...flag, top }) : predictRows(model, rows, flag);
  const refused = predicted.filter(({ valid }) => !valid).length;
  facts.refused = refused;
  metrics.rows(name, "refused", refused);
  if (refused > 0 && invalid === "refuse") throw invalidRows(predicted, { rows, isSingle, pointer }, served);
  metrics.rows(name, "predicted", predicted.length - refused);
  metrics.rows(name, "unusual", predicted.filter(({ valid, problems }) => valid && problems.length > 0).length);
  predictionLog?.add({ requestId: id, served, rows, predicted });
  return predicted;
}

function invalidRows(
  predicted: readonly PredictedRow[],
  { rows, isSingle, pointer }: RequestRows,
  { model }: ServedModel,
): HttpProblem {
  const sources = new Map(model.inputs.map(({ name, sources = [] }) => [name, sources]));
  const errors = predicted.flatMap(({ problems }, row) =>
    problems
      .filter(({ invalid }) => invalid)
      .map(({ column, message }): FieldProblem => {
        const key = givenName(rows[row], column, sources.get(column) ?? []);
        const path = `${isSingle ? "" : `${pointer}/${row}`}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        return { row, field: column, pointer: path, detail: message };
      }),
  );
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const at = isSingle ? "" : `row ${first?.row}: `;
  return new HttpProblem(422, `${at}${first?.detail ?? "invalid row"}${more}`, { errors });
}

/** The name under which the row has the column. */
function givenName(row: Row | undefined, column: string, sources: readonly string[]): string {
  return [column, ...sources].find((name) => row !== undefined && Object.hasOwn(row, name)) ?? column;
}

/** A prediction as JSON; problems only where there are any. */
export function predictionJson(row: PredictedRow | ExplainedRow): object {
  const { prediction, probabilities, valid, problems } = row;
  const explained = "contributions" in row ? { expected: row.expected, contributions: row.contributions } : {};
  return {
    prediction,
    probabilities,
    valid,
    ...(problems.length > 0 && {
      problems: problems.map(({ column, problem, invalid, message }) => ({
        field: column,
        problem,
        invalid,
        detail: message,
      })),
    }),
    ...explained,
  };
}
