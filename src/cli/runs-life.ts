import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import type { Command } from "commander";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { writeFileAtomically } from "../files/write-file-atomically.js";
import { openStore } from "../io/stores/open-store.js";
import { isServerUri } from "../io/tracker/open-server.js";
import { openTracker } from "../io/tracker/open-tracker.js";
import { trackerFolder } from "../io/tracker/tracking-uri-folder.js";
import { type DeletedFolder, deletedArtifactUris, listDeleted, removeDeleted } from "../tracking/files/delete-run.js";
import type { TrackerFolder } from "../tracking/files/tracker-folder.js";
import type { RunRecord, Tracker } from "../tracking/tracker.js";
import type { CommandContext } from "./command.js";
import { idLength, toOneLine } from "./run-cells.js";

interface StoreFlags {
  readonly trackingUri?: string | undefined;
}

/** Commands of `cuaderno runs` that change runs or copy their files. */
export function defineRunsLife(command: Command, context: CommandContext, store: readonly [string, string]): void {
  command
    .command("delete")
    .argument("<ids...>", "ids of runs, or prefixes of them")
    .description("mark runs as deleted: they are no longer listed, and can be restored")
    .option(...store)
    .action((ids: string[], flags: StoreFlags) => changeRuns(context, ids, flags, "deleted"));
  command
    .command("restore")
    .argument("<ids...>", "ids of deleted runs, or prefixes of them")
    .description("make deleted runs active")
    .option(...store)
    .action((ids: string[], flags: StoreFlags) => changeRuns(context, ids, flags, "restored"));
  command
    .command("gc")
    .description("remove deleted runs and experiments from the disk, for good")
    .option("--older-than <age>", "only what was deleted at least this long ago: 30d, 12h, 1d6h30m", "0d")
    .option("--dry-run", "list what would be removed")
    .option(...store)
    .action((flags: GcFlags) => collect(context, flags));
  command
    .command("get")
    .argument("<id>", "id of the run, or a prefix of it")
    .argument("<artifact>", "path of the artifact, as runs show lists it")
    .description("copy an artifact of a run to a file")
    .option("-o, --output <path>", "the file (default: the artifact's name in this folder)")
    .option(...store)
    .action((id: string, artifact: string, flags: StoreFlags & { readonly output?: string }) =>
      getArtifact(context, { id, artifact }, flags),
    );
  command
    .command("note")
    .argument("<id>", "id of the run, or a prefix of it")
    .argument("<text>", "the note, in Markdown")
    .description("set the note of a run (its description in MLflow)")
    .option(...store)
    .action((id: string, text: string, flags: StoreFlags) =>
      setTags(context, id, { "mlflow.note.content": text }, flags),
    );
  command
    .command("tag")
    .argument("<id>", "id of the run, or a prefix of it")
    .argument("<pairs...>", "tags, each key=value")
    .description("set tags of a run")
    .option(...store)
    .action((id: string, pairs: string[], flags: StoreFlags) => setTags(context, id, toTags(pairs), flags));
  command
    .command("rename")
    .argument("<id>", "id of the run, or a prefix of it")
    .argument("<name>", "the new name")
    .description("rename a run")
    .option(...store)
    .action((id: string, name: string, flags: StoreFlags) =>
      setTags(context, id, { "mlflow.runName": toName(name) }, flags),
    );
}

/** Every id is found before the first run is changed. */
async function changeRuns(
  context: CommandContext,
  ids: readonly string[],
  flags: StoreFlags,
  outcome: "deleted" | "restored",
): Promise<void> {
  const tracker = await open(flags);
  const isDelete = outcome === "deleted";
  const found = isDelete ? await Promise.all(ids.map((id) => tracker.run(id))) : await findDeleted(tracker, ids);
  const changed: RunRecord[] = [];
  for (const id of new Set(found.map((run) => run.id))) {
    changed.push(isDelete ? await tracker.deleteRun(id) : await tracker.restoreRun(id));
  }
  if (!context.json) for (const run of changed) context.print(`${outcome}: ${describe(run)}`);
  if (!context.json && isDelete) context.note('"cuaderno runs restore" restores them, "cuaderno runs gc" removes them');
  context.result({ uri: tracker.uri, [outcome]: changed.map(({ id }) => id) });
}

async function findDeleted(tracker: Tracker, ids: readonly string[]): Promise<RunRecord[]> {
  const deleted = await tracker.runs({ deleted: true });
  return ids.map((id) => {
    const [run, second] = deleted.filter((one) => id !== "" && one.id.startsWith(id));
    if (run === undefined) {
      throw new NotFoundError(
        `runs restore: no deleted run "${id}" in ${tracker.uri}; "cuaderno runs list --deleted" lists them`,
      );
    }
    if (second !== undefined && run.id !== id) {
      throw new ArgumentError(`runs restore: several deleted runs begin with "${id}"; use more of the id`);
    }
    return run;
  });
}

interface GcFlags extends StoreFlags {
  readonly olderThan: string;
  readonly dryRun?: boolean | undefined;
}

async function collect(context: CommandContext, { olderThan, dryRun = false, trackingUri }: GcFlags): Promise<void> {
  const olderThanMs = parseAge(olderThan);
  const folder: TrackerFolder = {
    root: trackerFolder(trackingUri ?? context.environment.MLFLOW_TRACKING_URI ?? "", context.cwd),
    now: Date.now,
    newId: () => randomBytes(16).toString("hex"),
    onProblem: () => undefined,
  };
  if (!existsSync(folder.root))
    throw new NotFoundError(`runs gc: no folder ${folder.root}; pass the folder of the runs as --tracking-uri`);
  const found = listDeleted(folder, olderThanMs);
  const removed: DeletedFolder[] = [];
  for (const one of found) {
    // Artifacts elsewhere are removed first: what fails is found again by the next call.
    if (!dryRun) for (const uri of deletedArtifactUris(one)) await removeArtifacts(uri);
    if (dryRun || removeDeleted(one)) removed.push(one);
  }
  if (!context.json) {
    for (const { kind, id, name } of removed) {
      const shown = kind === "run" ? id.slice(0, idLength) : id;
      context.print(`${dryRun ? "would remove" : "removed"}: ${kind} ${shown} ${toOneLine(name)}`);
    }
    if (removed.length === 0) context.print(`nothing to remove in ${folder.root}`);
  }
  context.result({ uri: folder.root, dryRun, removed });
}

async function removeArtifacts(uri: string): Promise<void> {
  const { store, key: prefix } = await openStore(`${uri}/`, { caller: "runs gc" });
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  for (const key of keys) await store.remove(key);
}

/** Milliseconds of an age such as `30d` or `1d6h30m`, as MLflow's `gc` reads it. */
function parseAge(text: string): number {
  const match = /^(?:([\d.]+)d)?(?:([\d.]+)h)?(?:([\d.]+)m)?(?:([\d.]+)s)?$/.exec(text);
  const [days, hours, minutes, seconds] = (match ?? []).slice(1).map((part) => Number(part ?? 0));
  const total = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  if (match === null || text === "" || Number.isNaN(total)) {
    throw new ArgumentError(
      `runs gc: --older-than: expected an age such as 30d, 12h or 1d6h30m, got "${text}"; for example --older-than 30d`,
    );
  }
  return total * 1_000;
}

async function getArtifact(
  context: CommandContext,
  { id, artifact }: { readonly id: string; readonly artifact: string },
  flags: StoreFlags & { readonly output?: string },
): Promise<void> {
  const tracker = await open(flags);
  const bytes = await tracker.readArtifact(id, artifact);
  const output = flags.output ?? basename(artifact);
  if (flags.output === undefined && existsSync(output)) {
    throw new ArgumentError(
      `runs get: ${output} exists in this folder; pass --output to replace it or to choose another`,
    );
  }
  await writeFileAtomically(output, bytes, { caller: "runs get" });
  if (!context.json) context.print(`${output}: ${bytes.length} bytes`);
  context.result({ artifact, output, bytes: bytes.length });
}

async function setTags(
  context: CommandContext,
  id: string,
  tags: Readonly<Record<string, string>>,
  flags: StoreFlags,
): Promise<void> {
  const tracker = await open(flags);
  const run = await tracker.openRun(id);
  await run.setTags(tags);
  const record = await tracker.run(run.id);
  if (!context.json) context.print(`${describe(record)}: ${Object.keys(tags).join(", ")} set`);
  context.result({ id: run.id, name: record.name, tags: record.tags });
}

function toTags(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key = "", value = ""] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
      if (key === "") throw new ArgumentError(`runs tag: expected key=value, got "${pair}"; write team=blue`);
      return [key, value];
    }),
  );
}

function toName(name: string): string {
  if (name.trim() === "") throw new ArgumentError("runs rename: the name is empty; pass a name");
  return name;
}

function describe({ id, name }: RunRecord): string {
  return `${id.slice(0, idLength)} ${toOneLine(name)}`;
}

async function open({ trackingUri }: StoreFlags): Promise<Tracker> {
  const tracker = await openTracker({ uri: trackingUri });
  if (isServerUri(tracker.uri) || existsSync(tracker.uri)) return tracker;
  throw new NotFoundError(`runs: no folder ${tracker.uri}; pass the folder of the runs as --tracking-uri`);
}
