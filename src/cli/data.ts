import { join, relative } from "node:path";
import { ArgumentError } from "../core/errors.js";
import { projectDataStatus, pullProjectData } from "../runtime/project-data.js";
import type { DataOrigin } from "../sources/pull-data.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { projectNamed } from "./projects.js";
import { textTable } from "./text-table.js";

/** `cuaderno data`: puts a project's tables in place, and says what is there. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .command("pull")
    .argument("<project>", "the project whose data to get")
    .description("get the data: from CUADERNO_DATA_MIRROR, else from the publisher, else the made-up sample")
    .option("--from <place>", "mirror, publisher or sample, and no other")
    .action((project: string, flags: { readonly from?: string }) => pull(project, flags, context));
  command
    .command("status")
    .argument("<project>", "the project whose data to look at")
    .description("which data is in place, and where it is from")
    .action((project: string) => status(project, context));
  command.addHelpText(
    "after",
    examples(
      "cuaderno data pull traffic",
      "cuaderno data pull traffic --from publisher",
      "cuaderno data status traffic --json",
    ),
  );
};

async function pull(name: string, flags: { readonly from?: string }, context: CommandContext): Promise<void> {
  const { source } = await projectNamed(name);
  const origin = await pullProjectData(source, {
    folder: join(context.cwd, "data", name),
    mirror: context.environment.CUADERNO_DATA_MIRROR,
    from: placeOf(flags.from),
    notice: context.note,
    signal: context.signal,
  });
  report(name, origin, context);
}

async function status(name: string, context: CommandContext): Promise<void> {
  const { source } = await projectNamed(name);
  const folder = join(context.cwd, "data", name);
  const origin = await projectDataStatus(source, folder);
  if (origin !== undefined) return report(name, origin, context);
  context.print(`${name}: no data in ${relative(context.cwd, folder)}; run "cuaderno data pull ${name}"`);
  context.result({ project: name, data: null, files: [] });
}

function report(name: string, origin: DataOrigin, context: CommandContext): void {
  const folder = join("data", name, origin.from === "sample" ? "sample" : "raw");
  if (!context.json) {
    context.print(`${name}: ${origin.label}; ${origin.files.length} files in ${folder}`);
    const rows = origin.files.map(({ name: file, size, sha256 }) => [file, String(size), sha256.slice(0, 12)]);
    for (const line of textTable([["file", "bytes", "sha256"], ...rows])) context.print(`  ${line}`);
  }
  context.result({ project: name, ...origin, folder });
}

function placeOf(value: string | undefined): DataOrigin["from"] | undefined {
  if (value === undefined || value === "mirror" || value === "publisher" || value === "sample") return value;
  throw new ArgumentError(`data pull: --from takes mirror, publisher or sample, got "${value}"`);
}
