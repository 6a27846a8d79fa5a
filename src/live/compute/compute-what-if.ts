import { exampleRow } from "../../pipeline/describe-contract.js";
import { explainRows } from "../../pipeline/explain-rows.js";
import type { FittedPipeline } from "../../pipeline/fitted-pipeline.js";
import { predictRows } from "../../pipeline/predict-rows.js";
import type { LiveWhatIfView } from "../live-spec.js";
import type { ViewResult } from "./view-result.js";

const contributionsShown = 8;

/** The prediction of one row as typed, with contributions where the model has them. */
export function computeWhatIf(
  model: FittedPipeline,
  { title = "", contributions = contributionsShown }: LiveWhatIfView,
  typed: Readonly<Record<string, string>>,
): Extract<ViewResult, { readonly kind: "what-if" }> {
  const { target } = model;
  const shared = { kind: "what-if", title, target: target?.name ?? "Prediction", unit: target?.unit ?? "" } as const;
  const known = new Set(model.inputs.map(({ name }) => name));
  const given = Object.entries(typed).filter(([name]) => known.has(name));
  const row = Object.fromEntries(
    Object.entries({ ...exampleRow(model), ...Object.fromEntries(given) }).map(([name, value]) => [
      name,
      value === "" ? null : value,
    ]),
  );
  const isExplained = model.model.kind === "boostedTrees";
  const [predicted] = isExplained
    ? explainRows(model, [row], { top: contributions, onInvalid: "flag" })
    : predictRows(model, [row], { onInvalid: "flag" });
  if (predicted === undefined) return { ...shared, problems: [] };
  const problems = predicted.problems
    .filter(({ invalid }) => invalid)
    .map(({ column, message }) => ({ field: column, detail: message }));
  if (problems.length > 0) return { ...shared, problems };
  const unusual = predicted.problems.map(({ message }) => ({ detail: message }));
  return { ...shared, problems, shown: { ...predicted, problems: unusual } };
}
