import type { Command } from "commander";
import { writeFileAtomically } from "../files/write-file-atomically.js";
import { localPath } from "../host/local-path.js";
import { openStore } from "../io/stores/open-store.js";
import { openModel } from "../io/tracker/open-model.js";
import { openRegistry } from "../io/tracker/open-registry.js";
import type { CommandContext } from "./command.js";
import { knownSteps, stepsOption } from "./known-steps.js";

interface GetFlags {
  readonly output: string;
  readonly steps?: string;
  readonly trackingUri?: string;
}

/** `cuaderno models get`: a registered pipeline as one JSON file. */
export function defineModelsGet(command: Command, context: CommandContext, store: readonly [string, string]): void {
  command
    .command("get")
    .argument("<model>", "a version such as crime-arrest@champion or crime-arrest/3")
    .description("write a version's pipeline as one JSON file, after a check of its hash")
    .requiredOption("-o, --output <uri>", "path or URI of the JSON file")
    .option(...stepsOption)
    .option(...store)
    .action((ref: string, flags: GetFlags) => get(ref, flags, context));
}

async function get(ref: string, flags: GetFlags, context: CommandContext): Promise<void> {
  const registry = flags.trackingUri === undefined ? undefined : await openRegistry({ uri: flags.trackingUri });
  const steps = await knownSteps("models get", flags.steps, context.cwd);
  const { name, version, bytes } = await openModel(ref, { registry, steps, caller: "models get" });
  const path = localPath(flags.output);
  if (path === undefined) {
    const { store, key } = await openStore(flags.output, { caller: "models get" });
    await store.write(key, bytes);
  } else await writeFileAtomically(path, bytes, { caller: "models get" });
  const size = `${(bytes.length / 1_000).toFixed(1)} kB`;
  if (!context.json) {
    context.print(`${name}${version === undefined ? "" : ` version ${version.version}`}: ${flags.output}, ${size}`);
  }
  context.result({ name, version: version?.version ?? null, output: flags.output, bytes: bytes.length });
}
