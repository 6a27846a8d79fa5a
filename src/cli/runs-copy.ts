import type { Command } from "commander";
import { ArgumentError, FailedError } from "../core/errors.js";
import { openRegistry } from "../io/tracker/open-registry.js";
import { isServerUri } from "../io/tracker/open-server.js";
import { openTracker } from "../io/tracker/open-tracker.js";
import { type CopiedModel, copyLoggedModels } from "../tracking/copy-logged-models.js";
import { type CopiedRun, copyRuns } from "../tracking/copy-runs.js";
import { type CopiedVersion, copyModels } from "../tracking/registry/copy-models.js";
import type { Tracker } from "../tracking/tracker.js";
import type { CommandContext } from "./command.js";
import { idLength, toOneLine } from "./run-cells.js";

interface CopyFlags {
  readonly trackingUri?: string | undefined;
  readonly experiment?: string | undefined;
  readonly models: boolean;
}

/** `cuaderno runs push` and `cuaderno runs pull`. */
export function defineRunsCopy(command: Command, context: CommandContext, store: readonly [string, string]): void {
  for (const direction of ["push", "pull"] as const) {
    command
      .command(direction)
      .argument(
        "<uri>",
        `${direction === "push" ? "the tracker to copy to" : "the tracker to copy from"}: http://host:port, or a folder`,
      )
      .argument("[ids...]", "ids of runs, or prefixes of them (default: every run)")
      .description(
        direction === "push"
          ? "copy runs and registered models to an MLflow server or another folder; again, only what is missing"
          : "copy runs and registered models from an MLflow server or another folder; again, only what is missing",
      )
      .option("--experiment <name>", "only runs of this experiment, by name or id")
      .option("--no-models", "without the versions of registered models that the runs made")
      .option(...store)
      .action((uri: string, ids: string[], flags: CopyFlags) => copy(context, direction, { uri, ids }, flags));
  }
}

async function copy(
  context: CommandContext,
  direction: "push" | "pull",
  { uri, ids }: { readonly uri: string; readonly ids: readonly string[] },
  { trackingUri, experiment, models }: CopyFlags,
): Promise<void> {
  if (ids.length > 0 && experiment !== undefined) {
    throw new ArgumentError(`runs ${direction}: expected ids or --experiment, got both; pass one of them`);
  }
  const here = await openTracker({ uri: trackingUri });
  const there = await openTracker({ uri });
  if (here.uri === there.uri) {
    throw new ArgumentError(
      `runs ${direction}: both trackers are ${here.uri}; pass another ${isServerUri(uri) ? "folder" : "one"} as --tracking-uri`,
    );
  }
  const [source, target] = direction === "push" ? [here, there] : [there, here];
  const refused: string[] = [];
  const copied = await copyRuns(source, target, {
    experiment,
    ids: ids.length === 0 ? undefined : ids,
    onCopied: ({ from, to, name, isNew }) => {
      const outcome = isNew ? "copied" : "up to date";
      if (!context.json)
        context.print(`${outcome}: ${from.slice(0, idLength)} -> ${to.slice(0, idLength)} ${toOneLine(name)}`);
    },
    onRefused: ({ id, name }, { message }) => {
      refused.push(id.slice(0, idLength));
      context.error(`not copied completely: ${id.slice(0, idLength)} ${toOneLine(name)}: ${toOneLine(message)}`);
    },
  });
  if (!context.json && copied.length + refused.length === 0) context.print(`no runs in ${source.uri}`);
  const logged = await copyLogged(context, { source, target }, copied);
  const isPart = ids.length > 0 || experiment !== undefined || refused.length > 0;
  const runIds = isPart ? copied.map(({ from }) => from) : undefined;
  const versions = models ? await copyVersions(context, { source, target, runIds }) : [];
  context.result({ from: source.uri, to: target.uri, runs: copied, models: logged, versions });
  if (refused.length > 0)
    throw new FailedError(
      `runs ${direction}: ${refused.length} of ${refused.length + copied.length} runs not copied completely: ${refused.slice(0, 5).join(", ")}; fix or delete what is named above`,
    );
}

/** Models that runs logged with MLflow 3. */
async function copyLogged(
  context: CommandContext,
  { source, target }: { readonly source: Tracker; readonly target: Tracker },
  runs: readonly CopiedRun[],
): Promise<CopiedModel[]> {
  const models = await copyLoggedModels(source, target, runs);
  for (const { from, to, name, runId, isNew } of context.json ? [] : models) {
    const model = `logged model ${toOneLine(name)} of ${runId.slice(0, idLength)}`;
    if (to === undefined) context.print(`not copied: ${model}; ${target.uri} stores no models of MLflow 3`);
    else context.print(`${isNew ? "copied" : "up to date"}: ${from.slice(0, 10)} -> ${to.slice(0, 10)} ${model}`);
  }
  return models;
}

async function copyVersions(
  context: CommandContext,
  {
    source,
    target,
    runIds,
  }: { readonly source: Tracker; readonly target: Tracker; readonly runIds: readonly string[] | undefined },
): Promise<CopiedVersion[]> {
  const open = async (tracker: Tracker) => ({ tracker, registry: await openRegistry({ uri: tracker.uri, tracker }) });
  return await copyModels(await open(source), await open(target), {
    runIds,
    onCopied: ({ model, from, to, isNew }) => {
      const number = from === to ? `${to}` : `${from} -> ${to}`;
      if (!context.json) context.print(`${isNew ? "copied" : "up to date"}: ${toOneLine(model)} version ${number}`);
    },
  });
}
