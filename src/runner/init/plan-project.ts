import { packageManifest } from "../../host/package-version.js";
import type { InferredSchema } from "../../table/csv/infer-schema.js";
import { formatSchema } from "../../table/schema/format-schema.js";
import type { InitTemplate, SourceDescription } from "./describe-source.js";
import { readAsset, readAssets } from "./read-assets.js";
import { fillTemplate, renderTemplate, type TemplateValues } from "./render-template.js";

/** A file of a new project, by its path in the folder. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** A table that a project is made for. */
export interface ProjectTable {
  readonly inferred: InferredSchema;
  readonly description: SourceDescription;
  /** Path or URI as the notebooks read it. */
  readonly source: string;
  /** Name of the file, for headings. */
  readonly file: string;
}

/** What every project has: manifest, settings, a workflow. */
export function commonFiles(name: string): readonly ProjectFile[] {
  const { version, dependencies } = packageManifest();
  const manifest = {
    name,
    private: true,
    type: "module",
    scripts: {
      start: "cuaderno run notebooks",
      test: "cuaderno test notebooks",
      check: "cuaderno check notebooks",
      lab: "cuaderno lab notebooks",
    },
    dependencies: { cuaderno: `^${version}`, "nodejs-polars": dependencies["nodejs-polars"] },
  };
  return [
    { path: "package.json", text: `${JSON.stringify(manifest, null, 2)}\n` },
    { path: ".gitignore", text: readAsset("gitignore.txt") },
    { path: ".env.example", text: readAsset("env-example.txt") },
    { path: ".github/workflows/notebooks.yml", text: readAsset("workflow.yml") },
    { path: "README.md", text: fillTemplate(readAsset("readme.txt"), { name }) },
  ];
}

/** One notebook without data. */
export function emptyProject(name: string): readonly ProjectFile[] {
  const text = renderTemplate(readAssets("notebooks")["01-empty"] ?? "", {
    values: {},
    flags: new Set(),
    parts: {},
  });
  const flow = { title: name, description: "A new project", parameters: "{}", notebooks: "  01-question: {}" };
  return [
    { path: "notebooks/01-question.ipynb", text },
    { path: "notebooks/flow.yaml", text: fillTemplate(readAsset("flow.yaml"), flow) },
  ];
}

/** Schema, notebooks and flow for a table. */
export function tableProject(
  { inferred, description, source, file }: ProjectTable,
  template: InitTemplate | undefined,
): readonly ProjectFile[] {
  const name = inferred.schema.name;
  const settings: TemplateValues = {
    values: templateValues(inferred, description, { source, file }),
    flags: templateFlags(description),
    parts: readAssets("parts"),
  };
  const templates = readAssets("notebooks");
  const names = Object.keys(templates).filter(
    (one) => one !== "01-empty" && (template !== "drift" || /explore|drift/.test(one)),
  );
  const notebooks = names.map((one) => ({
    path: `notebooks/${one}.ipynb`,
    text: renderTemplate(templates[one] ?? "", settings),
  }));
  const isUri = /^[a-z][a-z0-9+.-]+:\/\//i.test(source);
  const parameters = { source, target: description.target, exclude: description.exclude };
  const used =
    template === "drift" && description.time === undefined ? { source, target: description.target } : parameters;
  const flow = {
    title: `${file}: what predicts ${description.target}?`,
    description: "Explore, features and baselines, search, drift",
    parameters: JSON.stringify(used),
    notebooks: names
      .map(
        (one, index) =>
          `  ${one}: ${index === 0 ? `{ inputs: ["${source}"] }` : `{ needs: ${names[0]}, inputs: ["${source}"] }`}`,
      )
      .join("\n"),
  };
  const inputs = isUri ? flow.notebooks.replaceAll(/,? ?inputs: \["[^"]*"\]/g, "") : flow.notebooks;
  return [
    { path: `notebooks/${name}.ts`, text: schemaModule(inferred, source) },
    ...notebooks,
    { path: "notebooks/flow.yaml", text: fillTemplate(readAsset("flow.yaml"), { ...flow, notebooks: inputs }) },
  ];
}

/** The schema as a module, with the options that read the file. */
function schemaModule(inferred: InferredSchema, source: string): string {
  return `${formatSchema(inferred, source)}
/** How the file is read. */
export const reading = ${JSON.stringify(inferred.options)} as const;
`;
}

function templateFlags({ labelCount, time, hasNumbers, groups }: SourceDescription): ReadonlySet<string> {
  const task = labelCount === undefined ? "numbers" : "labels";
  const isSeries = time?.isSeries === true && task === "numbers";
  return new Set([
    task,
    time === undefined ? "rows" : "time",
    ...(time === undefined ? [] : [isSeries ? "series" : "single"]),
    ...(hasNumbers ? ["correlated"] : []),
    groups.length > 0 ? "grouped" : "ungrouped",
  ]);
}

function templateValues(
  { schema }: InferredSchema,
  { target, labelCount, time, exclude, groups }: SourceDescription,
  { source, file }: { readonly source: string; readonly file: string },
): Readonly<Record<string, string>> {
  const objective = labelCount === undefined ? undefined : labelCount === 2 ? "logistic" : "softmax";
  const prefix = time?.parts.some((part) => Object.hasOwn(schema.columns, part)) === true ? `${time.column}_` : "";
  const by = time === undefined ? groups : time.groups.map((part) => `${prefix}${part}`);
  const isDated = Object.values(schema.columns).some(({ kind }) => kind === "datetime");
  const parts = (time?.parts ?? []).map((part) => `"${part}"`).join(", ");
  return {
    file,
    source,
    target,
    schema: schema.name,
    exclude: `[${exclude.map((name) => JSON.stringify(name)).join(", ")}]`,
    time: time?.column ?? "",
    period: time?.period ?? "",
    windowDays: String(time?.windowDays ?? ""),
    calendar: `column: "${time?.column}", parts: [${parts}]${prefix === "" ? "" : `, prefix: "${prefix}"`}`,
    groups: `[${by.map((name) => JSON.stringify(name)).join(", ")}]`,
    groupsText: by.join(" and "),
    shuffled: isDated && time === undefined ? ", allowShuffledDates: true" : "",
    objective: objective === undefined ? "" : `, objective: "${objective}"`,
    searched:
      time === undefined
        ? "train.sample(Math.min(searchRows, train.height), undefined, false, seed)"
        : "train.tail(searchRows)",
  };
}
