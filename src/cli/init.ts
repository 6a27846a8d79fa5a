import { relative } from "node:path";
import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";
import { initTemplates } from "../runner/init/describe-source.js";
import { type InitializedProject, initExamples, initProject } from "../runner/init/init-project.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";

interface InitFlags {
  readonly from?: string;
  readonly template?: string;
  readonly target?: string;
  readonly example?: string;
}

/** `cuaderno init`: a project of one's own, with notebooks that run at once. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("<folder>", "a new folder, or . for this one")
    .option("--from <file>", "a CSV, JSON, Parquet or Arrow file: a path, s3:// or https:// (default: synthetic)")
    .option("--template <name>", `${initTemplates.join(", ")} (default: by the table)`)
    .option("--target <column>", "the column to predict (default: the last one of numbers, or of labels)")
    .option("--example <project>", `copy a worked project with its sample: ${initExamples.join(", ")}`)
    .addHelpText(
      "after",
      examples(
        "cuaderno init my-lab",
        "cuaderno init my-lab --from sales.csv",
        "cuaderno init churn --from s3://lake/customers.csv --template classify --target churned",
        "cuaderno init my-traffic --example traffic",
      ),
    )
    .action((folder: string, flags: InitFlags) => init(folder, flags, context));
};

async function init(folder: string, flags: InitFlags, context: CommandContext): Promise<void> {
  const { cwd, environment } = context;
  const project = await initProject(folder, {
    from: flags.from,
    target: flags.target,
    template: choose("--template", flags.template, initTemplates),
    example: choose("--example", flags.example, initExamples),
    cwd,
    environment,
  });
  if (!context.json) for (const line of summary(project, cwd)) context.print(line);
  for (const path of project.unchanged) context.note(`${path} exists and is unchanged`);
  context.result(project);
}

function choose<Name extends string>(
  option: string,
  value: string | undefined,
  names: readonly Name[],
): Name | undefined {
  if (value === undefined) return undefined;
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw new ArgumentError(
    `init: ${option}: unknown name "${value}"${didYouMean(value, names) || `; expected ${names.join(", ")}`}`,
  );
}

function summary(project: InitializedProject, cwd: string): readonly string[] {
  const { folder, files, description, remarks = [], rowCount, flow, isInstalled } = project;
  const path = relative(cwd, folder) || ".";
  const lines = [`${path}: ${files.length} files`, ...files.map((file) => `  ${file}`)];
  if (description !== undefined) {
    const { target, time, exclude } = description;
    const split = time === undefined ? "no column of times: rows are split at random" : `time: ${time.column}`;
    lines.push(`${rowCount} rows; target: ${target} (--target names another); ${split}`);
    if (exclude.length > 0) lines.push(`not features: ${exclude.join(", ")}`);
  }
  if (remarks.length > 0) lines.push("look at:", ...remarks.map((remark) => `  ${remark}`));
  const steps = [
    ...(path === "." ? [] : [`cd ${path}`]),
    ...(isInstalled ? [] : ["npm install"]),
    `npx cuaderno run ${flow}`,
    `npx cuaderno lab ${flow}`,
  ];
  return [...lines, "next:", ...steps.map((step) => `  ${step}`)];
}
