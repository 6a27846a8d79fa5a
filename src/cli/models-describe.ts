import type { Command } from "commander";
import { NotFoundError } from "../core/errors.js";
import { toPlainJson } from "../core/json-number.js";
import { type OpenedModel, openModel } from "../io/tracker/open-model.js";
import { openRegistry } from "../io/tracker/open-registry.js";
import { openTracker } from "../io/tracker/open-tracker.js";
import { describeContract, exampleRow } from "../pipeline/describe-contract.js";
import type { RunRecord } from "../tracking/tracker.js";
import type { CommandContext } from "./command.js";
import { knownSteps, stepsOption } from "./known-steps.js";
import { textTable } from "./text-table.js";

interface DescribeFlags {
  readonly steps?: string;
  readonly trackingUri?: string;
}

/** `cuaderno models describe`: contract, metrics, lineage and use of a model. */
export function defineModelsDescribe(
  command: Command,
  context: CommandContext,
  store: readonly [string, string],
): void {
  command
    .command("describe")
    .argument("<model>", "a version such as crime-arrest@champion, or the path or URI of a pipeline's JSON")
    .description("input contract, metrics and lineage of a model, and how to call it")
    .option(...stepsOption)
    .option(...store)
    .action((ref: string, flags: DescribeFlags) => describe(ref, flags, context));
}

async function describe(ref: string, flags: DescribeFlags, context: CommandContext): Promise<void> {
  const registry = flags.trackingUri === undefined ? undefined : await openRegistry({ uri: flags.trackingUri });
  const steps = await knownSteps("models describe", flags.steps, context.cwd);
  const opened = await openModel(ref, { registry, steps, caller: "models describe" });
  const run = await findRun(opened, flags.trackingUri);
  const { model, name, version } = opened;
  const facts = {
    name,
    version: version?.version ?? null,
    aliases: version?.aliases ?? [],
    description: version?.description ?? "",
    model: model.model.kind,
    steps: model.steps.map(({ kind }) => kind),
    features: model.featureNames,
    target: {
      name: model.target?.name ?? null,
      unit: model.target?.unit ?? null,
      labels: model.target?.labels ?? null,
    },
    inputs: describeContract(model),
    metrics: run?.metrics ?? {},
    lineage: lineage(opened, run),
    example: exampleRow(model),
  };
  if (!context.json) for (const line of toLines(ref, facts)) context.print(line);
  context.result(toPlainJson(facts));
}

async function findRun({ version }: OpenedModel, uri: string | undefined): Promise<RunRecord | undefined> {
  if (version?.runId === undefined) return undefined;
  const tracker = await openTracker({ uri });
  return tracker.run(version.runId).catch((thrown: unknown) => {
    if (thrown instanceof NotFoundError) return undefined;
    throw thrown;
  });
}

function lineage({ version }: OpenedModel, run: RunRecord | undefined): Readonly<Record<string, string>> {
  const tags = run?.tags ?? {};
  const facts = {
    run: version?.runId,
    experiment: run?.experiment,
    source: tags["mlflow.source.name"],
    commit: tags["mlflow.source.git.commit"],
    user: tags["mlflow.user"],
    artifact: version?.path ?? version?.source,
    sha256: version?.sha256,
    registered: version === undefined ? undefined : new Date(version.createdAt).toISOString(),
  };
  return Object.fromEntries(Object.entries(facts).flatMap(([key, value]) => (value ? [[key, value]] : [])));
}

interface ModelFacts {
  readonly name: string;
  readonly version: number | null;
  readonly aliases: readonly string[];
  readonly description: string;
  readonly model: string;
  readonly steps: readonly string[];
  readonly features: readonly string[];
  readonly target: { readonly name: string | null; readonly unit: string | null };
  readonly inputs: ReturnType<typeof describeContract>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly lineage: Readonly<Record<string, string>>;
  readonly example: Readonly<Record<string, unknown>>;
}

function toLines(ref: string, facts: ModelFacts): readonly string[] {
  const { name, version, aliases, description, model, steps, features, target, inputs, metrics } = facts;
  const alias = aliases.length === 0 ? "" : ` (${aliases.join(", ")})`;
  const unit = target.unit === null ? "" : `, in ${target.unit}`;
  const indent = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", title, ...indent(lines)];
  const pairs = (entries: readonly (readonly [string, string])[]) => textTable(entries.map((entry) => [...entry]));
  return [
    `${name}${version === null ? "" : ` version ${version}`}${alias}${description === "" ? "" : `: ${description}`}`,
    `${model} of ${features.length} features after ${steps.join(", ") || "no steps"}; predicts ${target.name ?? "a number"}${unit}`,
    ...section(
      "inputs",
      textTable([
        ["column", "type", "unit", "rules", "meaning"],
        ...inputs.map((input) => [input.name, input.type, input.unit, input.rules, input.description]),
      ]),
    ),
    ...section(
      "metrics",
      pairs(Object.entries(metrics).map(([key, value]) => [key, String(Number(value.toPrecision(6)))])),
    ),
    ...section("lineage", pairs(Object.entries(facts.lineage))),
    ...section("use", [
      `cuaderno predict ${ref} --in new.csv --out predictions.csv`,
      `cuaderno serve ${ref}`,
      `curl -H 'content-type: application/json' -d '${JSON.stringify(facts.example)}' http://127.0.0.1:8000/predict`,
      `predictRows(await loadModel("${ref}"), [${JSON.stringify(facts.example)}])`,
    ]),
  ];
}
