import { formFields } from "../../live/what-if/form-fields.js";
import { resultHtml, type ShownPrediction } from "../../live/what-if/result-html.js";
import { exampleRow } from "../../pipeline/describe-contract.js";
import { escapeHtml } from "../../report/escape-html.js";
import { type FieldProblem, HttpProblem } from "../http-problem.js";
import { type PredictionSinks, predictionJson, predictRequest } from "../predict-request.js";
import type { ModelSource } from "../served-model.js";
import type { Route, ServiceRequest } from "../service-request.js";
import { serverPage } from "./server-page.js";

const shownContributions = 10;

/** The form page of every model; `/` is that of the first. The inputs are in the query, so that a link holds them. */
export function formRoutes(models: readonly ModelSource[], sinks: PredictionSinks): readonly Route[] {
  return models.flatMap((source, index): readonly Route[] => {
    const handle = (request: ServiceRequest) => formPage(source, models, request, sinks);
    const path = `${base(source)}/form`;
    return [...(index === 0 ? [{ method: "get", path: "/", handle } as const] : []), { method: "get", path, handle }];
  });
}

function base({ name }: ModelSource): string {
  return `/models/${encodeURIComponent(name)}`;
}

function formPage(
  source: ModelSource,
  models: readonly ModelSource[],
  request: ServiceRequest,
  sinks: PredictionSinks,
): Response {
  const { model, name, description, version } = source.current();
  const values = Object.fromEntries(
    model.inputs.flatMap((input) => {
      const value = request.url.searchParams.get(input.name);
      return value === null ? [] : [[input.name, value]];
    }),
  );
  const outcome = Object.keys(values).length === 0 ? {} : predictForm(source, values, request, sinks);
  const { shown, problems = [] } = outcome;
  const labels = { target: model.target?.name ?? "Prediction", unit: model.target?.unit ?? "" };
  const isExplained = model.model.kind === "boostedTrees";
  const others = models.filter((other) => other !== source);
  const result = shown === undefined ? "" : resultHtml(shown, labels);
  const heading = model.target?.name === undefined ? name : `Predict ${labels.target}`;
  const mainHtml = `<h1>${escapeHtml(heading)}</h1>
<p class="muted">${escapeHtml(description === "" ? `${name} version ${version}` : description)}</p>
<div class="columns">
<form method="get" action="${base(source)}/form" data-predict="${base(source)}/${isExplained ? `predict/explain?top=${shownContributions}` : "predict"}" data-target="${escapeHtml(labels.target)}" data-unit="${escapeHtml(labels.unit)}" novalidate>
${problems.length === 0 ? "" : `<p class="error" role="alert">${problems.length === 1 ? "One value is" : `${problems.length} values are`} not valid</p>`}
${formFields(model, values, problems)}
<p><button type="submit">Predict</button></p>
</form>
<section id="result" aria-live="polite" aria-label="Result">${result}</section>
</div>
<section id="batch" hidden data-predict="${base(source)}/predict?invalid=flag">
<h2>Many rows</h2>
<label for="batch-file">A CSV or JSON file: drop it here or choose it</label>
<input id="batch-file" type="file" accept=".csv,.json,.jsonl,text/csv,application/json">
<div id="batch-result" aria-live="polite"></div>
</section>`;
  return serverPage({
    title: name,
    mainHtml,
    hasForm: true,
    status: problems.length > 0 ? 422 : 200,
    links: [
      ...others.map((other) => [`${base(other)}/form`, other.name] as const),
      ["/docs", "API"],
      ["/openapi.json", "OpenAPI"],
    ],
  });
}

interface FormOutcome {
  readonly shown?: ShownPrediction | undefined;
  readonly problems?: readonly FieldProblem[] | undefined;
}

function predictForm(
  source: ModelSource,
  values: Readonly<Record<string, string>>,
  request: ServiceRequest,
  sinks: PredictionSinks,
): FormOutcome {
  const served = source.current();
  const row = Object.fromEntries(
    Object.entries({ ...exampleRow(served.model), ...values }).filter(([, value]) => value !== ""),
  );
  const top = served.model.model.kind === "boostedTrees" ? shownContributions : 0;
  try {
    const given = { rows: [row], isSingle: true, pointer: "" };
    const [first] = predictRequest(served, given, { invalid: "refuse", top }, request, sinks);
    const model = { name: served.name, version: served.version };
    return first === undefined ? {} : { shown: { ...predictionJson(first), model } as ShownPrediction };
  } catch (thrown) {
    if (!(thrown instanceof HttpProblem) || thrown.status !== 422) throw thrown;
    return { problems: thrown.errors };
  }
}
