import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { ArgumentError } from "../core/errors.js";
import { writeFileAtomically } from "../files/write-file-atomically.js";
import { type OpenedModel, openModel } from "../io/tracker/open-model.js";
import { openRegistry } from "../io/tracker/open-registry.js";
import type { ServiceTarget } from "../server/standalone/service-files.js";
import { type CommandContext, examples } from "./command.js";
import { knownSteps, stepsOption } from "./known-steps.js";
import { parsePositive } from "./parse-positive.js";
import { projectSteps } from "./project-steps.js";
import { code } from "./project-steps.ts?bundled-node";

interface ExportFlags {
  readonly to: string;
  readonly output?: string;
  readonly replicas: string;
  readonly steps?: string;
  readonly trackingUri?: string;
}

const targets: readonly ServiceTarget[] = ["docker", "compose", "lambda"];

const next: Readonly<Record<ServiceTarget, string>> = {
  docker: "docker build -t NAME FOLDER && docker run --rm -p 127.0.0.1:8000:8000 NAME",
  compose: "docker compose -f FOLDER/compose.yml up --build",
  lambda:
    "aws lambda create-function --function-name NAME --runtime nodejs22.x --handler index.handler --zip-file fileb://FOLDER/function.zip --role ROLE",
};

/** `cuaderno export-service`: a model as an image, behind nginx, or as a function. */
export function define(command: Command, context: CommandContext): void {
  command
    .argument("<model>", "models:/name@alias, name/3, or the path or URI of a pipeline's JSON")
    .requiredOption("--to <target>", "docker, compose (nginx before several processes) or lambda")
    .option("-o, --output <folder>", "folder of the files (default: <model's name>-<target>)")
    .option("--replicas <count>", "processes behind nginx, for compose", "3")
    .option(...stepsOption)
    .option("--tracking-uri <folder>", "folder of runs and models (default: MLFLOW_TRACKING_URI, else ./mlruns)")
    .action((ref: string, flags: ExportFlags) => exportService(ref, flags, context));
  command.addHelpText(
    "after",
    [
      "",
      "The folder has the model and one program with all its packages: nothing is installed where it runs. Settings are",
      "environment variables: SERVE_TOKENS, SERVE_RATE, SERVE_CORS, PORT, INSTANCE.",
      examples(
        "cuaderno export-service models:/traffic-volume@champion --to docker",
        "cuaderno export-service traffic-volume --to compose --replicas 4 -o deploy",
        "cuaderno export-service model.json --to lambda",
      ),
    ].join("\n"),
  );
}

async function exportService(ref: string, flags: ExportFlags, context: CommandContext): Promise<void> {
  const target = targets.find((known) => known === flags.to);
  if (target === undefined) {
    throw new ArgumentError(
      `export-service: --to: expected ${targets.join(", ")}, got "${flags.to}"; for example --to docker`,
    );
  }
  const replicas = parsePositive("export-service: --replicas", flags.replicas, { integer: true }) ?? 1;
  const registry = flags.trackingUri === undefined ? undefined : await openRegistry({ uri: flags.trackingUri });
  const known = await knownSteps("export-service", flags.steps, context.cwd);
  const opened = await openModel(ref, { registry, steps: known, caller: "export-service" });
  const steps = await stepModules(opened, flags.steps, context.cwd);
  const { serviceFiles } = await import("../server/standalone/service-files.js");
  const version = String(opened.version?.version ?? "1");
  const files = await serviceFiles(target, { name: opened.name, version, bytes: opened.bytes, replicas, steps });
  const output = flags.output ?? `${opened.name}-${target}`;
  const folder = resolve(context.cwd, output);
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFileAtomically(join(folder, name), bytes, { caller: "export-service" });
  }
  const command = next[target].replaceAll("FOLDER", output).replaceAll("NAME", opened.name);
  if (!context.json) {
    for (const [name, bytes] of Object.entries(files)) {
      context.print(`${join(output, name)}  ${(bytes.length / 1_000).toFixed(1)} kB`);
    }
    context.print(`next: ${command}`);
  }
  context.result({ output, files: Object.keys(files), next: command });
}

/** The modules of the custom steps that the model has: one of the worked projects, and that of `--steps`. */
async function stepModules(
  { model }: Pick<OpenedModel, "model">,
  module: string | undefined,
  cwd: string,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const kinds = new Set(model.steps.map(({ kind }) => kind));
  const files: Record<string, Uint8Array> = {};
  if (projectSteps.some(({ kind }) => kinds.has(kind))) files["project-steps.cjs"] = new TextEncoder().encode(code);
  if (module === undefined) return files;
  const bytes = await readFile(resolve(cwd, module));
  const other = /\bfrom\s*["'](?!cuaderno["']|node:)([^"']+)["']/.exec(bytes.toString("utf8"))?.[1];
  if (other !== undefined) {
    throw new ArgumentError(
      `export-service: --steps: ${module} imports "${other}"; an exported module of steps imports cuaderno alone`,
    );
  }
  const ending = /\.cjs$/.test(module) ? "cjs" : "mjs";
  return { ...files, [`steps.${ending}`]: bytes };
}
