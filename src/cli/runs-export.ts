import { existsSync } from "node:fs";
import type { Command } from "commander";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { writeFileAtomically } from "../files/write-file-atomically.js";
import { openRegistry } from "../io/tracker/open-registry.js";
import { isServerUri } from "../io/tracker/open-server.js";
import { openTracker } from "../io/tracker/open-tracker.js";
import type { CommandContext } from "./command.js";

interface ExportFlags {
  readonly html?: boolean | undefined;
  readonly output: string;
  readonly filter?: string | undefined;
  readonly experiment?: string | undefined;
  readonly trackingUri?: string | undefined;
}

/** `cuaderno runs export --html`: the page of the tracker as one file. */
export function defineRunsExport(command: Command, context: CommandContext, store: readonly [string, string]): void {
  command
    .command("export")
    .argument("[ids...]", "ids of runs, or prefixes of them (default: all)")
    .description("the page of the tracker with chosen runs, their curves and small artifacts as one offline HTML file")
    .option("--html", "write HTML, the only format")
    .option("-o, --output <path>", "the file", "runs.html")
    .option("--filter <condition>", "runs that match, as in runs list")
    .option("--experiment <name>", "only this experiment, by name or id")
    .option(...store)
    .action((ids: string[], flags: ExportFlags) => exportRuns(context, ids, flags));
}

async function exportRuns(context: CommandContext, ids: readonly string[], flags: ExportFlags): Promise<void> {
  if (flags.html !== true) throw new ArgumentError("runs export: HTML is the only format; pass --html");
  const { offlinePage } = await import("../server/tracker-page/offline-page.js");
  const tracker = await openTracker({
    uri: flags.trackingUri,
    onProblem: ({ path, reason }) => context.note(`damaged: ${path} ${reason}`),
  });
  if (flags.trackingUri !== undefined && !isServerUri(tracker.uri) && !existsSync(tracker.uri)) {
    throw new NotFoundError(`runs export: no folder ${tracker.uri}; pass the folder of the runs as --tracking-uri`);
  }
  const registry = await openRegistry({ tracker });
  const page = await offlinePage(
    { tracker, registry },
    {
      ids,
      filter: flags.filter,
      experiments: flags.experiment === undefined ? undefined : [flags.experiment],
      now: Date.now(),
      caller: "runs export",
    },
  );
  if (page.runs === 0) throw new NotFoundError(`runs export: no run in ${tracker.uri} matches; see cuaderno runs list`);
  await writeFileAtomically(flags.output, page.html, { caller: "runs export" });
  const { runs, artifacts, omittedArtifacts } = page;
  const bytes = Buffer.byteLength(page.html);
  if (!context.json) {
    context.print(`${flags.output}: ${runs} ${runs === 1 ? "run" : "runs"}, ${(bytes / 1e6).toFixed(1)} MB`);
    if (omittedArtifacts > 0) context.note(`${omittedArtifacts} large or binary artifacts are listed, not included`);
  }
  context.result({ output: flags.output, runs, artifacts, omittedArtifacts, bytes });
}
