import { existsSync } from "node:fs";
import type { Command } from "commander";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { toPlainJson } from "../core/json-number.js";
import { openRegistry } from "../io/tracker/open-registry.js";
import { isServerUri } from "../io/tracker/open-server.js";
import { openTracker } from "../io/tracker/open-tracker.js";
import { parseModelUri } from "../tracking/registry/parse-model-uri.js";
import { promoteVersion } from "../tracking/registry/promote-version.js";
import type { ModelRegistry } from "../tracking/registry/registry.js";
import { rollBack } from "../tracking/registry/roll-back.js";
import type { Tracker, TrackerProblem } from "../tracking/tracker.js";
import { type CommandContext, examples } from "./command.js";
import { formatAliases, formatModel, formatModels, formatVersion } from "./format-models.js";
import { defineModelsDescribe } from "./models-describe.js";
import { defineModelsGet } from "./models-get.js";

interface StoreFlags {
  readonly trackingUri?: string;
}

interface PromoteFlags extends StoreFlags {
  readonly metric: string;
  readonly minGain: string;
  readonly minimize?: boolean;
}

/** `cuaderno models`: registered models, their versions and aliases. */
export function define(command: Command, context: CommandContext): void {
  const store = [
    "--tracking-uri <folder>",
    "folder of runs and models (default: MLFLOW_TRACKING_URI, else ./mlruns)",
  ] as const;
  command
    .command("list")
    .description("every registered model: its versions and aliases")
    .option(...store)
    .action((flags: StoreFlags) => list(context, flags));
  command
    .command("show")
    .argument("<model>", "a name, or one version such as crime-arrest@champion or crime-arrest/3")
    .description("a model and its versions, or one version with its metrics")
    .option(...store)
    .action((uri: string, flags: StoreFlags) => show(context, uri, flags));
  command
    .command("promote")
    .argument("<model>", "the challenger, such as crime-arrest/latest")
    .description("make a version champion when its metric is better; the old champion becomes previous")
    .requiredOption("--metric <name>", "the metric of the versions' runs to compare")
    .option("--min-gain <share>", "required gain as a share of the champion's metric: 0.01 is one percent", "0")
    .option("--minimize", "a smaller metric is better")
    .option(...store)
    .action((uri: string, flags: PromoteFlags) => promote(context, uri, flags));
  command
    .command("rollback")
    .argument("<model>", "the model's name")
    .description("swap champion and previous; a second call undoes the first")
    .option(...store)
    .action((name: string, flags: StoreFlags) => rollback(context, name, flags));
  command
    .command("alias")
    .argument("<model>", "the model's name")
    .argument("<alias>", "the alias, such as champion")
    .argument("[version]", "version of the alias; without it the alias is removed")
    .description("set an alias to a version, or remove it")
    .option(...store)
    .action((name: string, alias: string, version: string | undefined, flags: StoreFlags) =>
      setAlias(context, { name, alias, version }, flags),
    );
  defineModelsGet(command, context, store);
  defineModelsDescribe(command, context, store);
  command.addHelpText(
    "after",
    examples(
      "cuaderno models list",
      "cuaderno models show crime-arrest@champion",
      "cuaderno models promote crime-arrest/latest --metric mcc --min-gain 0.01",
      "cuaderno models rollback crime-arrest",
      "cuaderno models alias crime-arrest champion 3 --json",
      "cuaderno models get crime-arrest@champion -o model.json",
      "cuaderno models describe crime-arrest@champion",
    ),
  );
}

async function list(context: CommandContext, flags: StoreFlags): Promise<void> {
  const { registry, problems } = await open(context, flags);
  const models = await registry.models();
  printAll(
    context,
    models.length === 0 ? [`no models in ${registry.uri} yet; use register in a program`] : formatModels(models),
  );
  context.result({ uri: registry.uri, models, problems });
}

async function show(context: CommandContext, uri: string, flags: StoreFlags): Promise<void> {
  const { registry, tracker, problems } = await open(context, flags);
  if (/[@/]/.test(uri.replace(/^models:\/+/, ""))) {
    const reference = parseModelUri(uri);
    const version = await registry.version(reference.name, reference.version);
    const run = version.runId === undefined ? undefined : await tracker.run(version.runId).catch(ignoreMissing);
    printAll(context, formatVersion(version, run?.metrics ?? {}));
    context.result({ ...version, metrics: toPlainJson(run?.metrics ?? {}), problems });
    return;
  }
  const { name } = parseModelUri(uri);
  const model = await registry.model(name);
  const versions = await registry.versions(name);
  printAll(context, formatModel(model, versions));
  context.result({ ...model, versions, problems });
}

async function promote(context: CommandContext, uri: string, flags: PromoteFlags): Promise<void> {
  const minGain = flags.minGain.trim() === "" ? Number.NaN : Number(flags.minGain);
  if (!(minGain >= 0)) {
    throw new ArgumentError(`models promote: --min-gain must be >= 0, got "${flags.minGain}"; 0.01 is one percent`);
  }
  const { name, version } = parseModelUri(uri);
  const { registry, tracker } = await open(context, flags);
  const promotion = await promoteVersion(
    { registry, tracker },
    {
      name,
      challenger: version,
      metric: flags.metric,
      minGain,
      direction: flags.minimize === true ? "minimize" : "maximize",
    },
  );
  printAll(context, [`${promotion.promote ? "promoted" : "not promoted"}: ${promotion.reason}`]);
  context.result(toPlainJson(promotion));
}

async function rollback(context: CommandContext, name: string, flags: StoreFlags): Promise<void> {
  const { registry } = await open(context, flags);
  const model = await rollBack(registry, name);
  printAll(context, [`${name}: ${formatAliases(model.aliases)}`]);
  context.result(model);
}

async function setAlias(
  context: CommandContext,
  { name, alias, version }: { readonly name: string; readonly alias: string; readonly version: string | undefined },
  flags: StoreFlags,
): Promise<void> {
  const { registry } = await open(context, flags);
  if (version === undefined && !Object.hasOwn((await registry.model(name)).aliases, alias)) {
    throw new NotFoundError(`models alias: model "${name}" has no alias "${alias}"; pass a version to set it`);
  }
  const target = version === undefined ? null : (await registry.version(name, version)).version;
  const model = await registry.setAliases(name, { [alias]: target });
  printAll(context, [`${name}: ${formatAliases(model.aliases)}`]);
  context.result(model);
}

/** With --json standard output is the JSON alone. */
function printAll(context: CommandContext, lines: readonly string[]): void {
  if (!context.json) for (const line of lines) context.print(line);
}

async function open(
  context: CommandContext,
  { trackingUri }: StoreFlags,
): Promise<{
  readonly registry: ModelRegistry;
  readonly tracker: Tracker;
  readonly problems: readonly TrackerProblem[];
}> {
  const problems: TrackerProblem[] = [];
  const onProblem = (problem: TrackerProblem): void => {
    if (problems.some(({ path, reason }) => path === problem.path && reason === problem.reason)) return;
    problems.push(problem);
    context.note(`damaged: ${problem.path} ${problem.reason}; "cuaderno runs doctor" can repair it`);
  };
  const tracker = await openTracker({ onProblem, uri: trackingUri });
  if (trackingUri !== undefined && !isServerUri(tracker.uri) && !existsSync(tracker.uri)) {
    throw new NotFoundError(`models: no folder ${tracker.uri}; pass the folder of runs and models as --tracking-uri`);
  }
  const registry = await openRegistry({ tracker, onProblem, uri: trackingUri });
  return { registry, tracker, problems };
}

function ignoreMissing(thrown: unknown): undefined {
  if (!(thrown instanceof NotFoundError)) throw thrown;
}
