import { formatDuration } from "../../core/format-duration.js";
import type { Json, JsonObject } from "../../core/json.js";
import { escapeHtml } from "../../report/escape-html.js";
import { tableHtml } from "../../report/tables/table-html.js";
import type { Notebook } from "../format/notebook.js";

/** Facts of the run that made a notebook's outputs; every field may be missing in notebooks of other programs. */
export interface RunFacts {
  readonly status: string | undefined;
  readonly message: string | undefined;
  readonly parameters: JsonObject | undefined;
  /** Rows for a table: what, and its value. */
  readonly facts: readonly (readonly [string, string])[];
}

/** The facts of a run, from the metadata that `runNotebook` writes, else from the metadata of any kernel. */
export function runFacts({ metadata }: Notebook): RunFacts {
  const run = object(metadata.cuaderno);
  const kernel = object(run.kernel);
  const spec = object(metadata.kernelspec);
  const language = object(metadata.language_info);
  const versions = Object.entries(object(run.versions)).map(([name, version]) => `${name} ${text(version)}`);
  const started = date(run.started);
  const ended = date(run.ended);
  const facts: [string, string][] = [
    ["Notebook", displayPath(text(run.input))],
    [
      "Kernel",
      [
        text(kernel.name) || text(spec.display_name) || text(spec.name),
        kernel.shim === true ? "(with output shim)" : "",
      ]
        .join(" ")
        .trim(),
    ],
    ["Language", [text(language.name) || text(spec.language), text(language.version)].join(" ").trim()],
    ["Versions", versions.join(", ")],
    ["Started", started === undefined ? "" : `${started.toISOString().slice(0, 19).replace("T", " ")} UTC`],
    [
      "Duration",
      started === undefined || ended === undefined ? "" : formatDuration(ended.getTime() - started.getTime()),
    ],
    ["Data", dataText(run.data)],
  ];
  return {
    status: typeof run.status === "string" ? run.status : undefined,
    message: text(object(run.error).message) || text(run.reason) || undefined,
    parameters: run.parameters === undefined ? undefined : object(run.parameters),
    facts: facts.filter(([, value]) => value !== ""),
  };
}

/**
 * A path as shown to others: of an absolute path only the last three parts, so that a page does not reveal folders of
 * the machine.
 *
 * @example displayPath("/home/ana/lab/notebooks/traffic/01.ipynb") // "notebooks/traffic/01.ipynb"
 */
export function displayPath(path: string): string {
  return /^([\\/]|[A-Za-z]:[\\/])/.test(path) ? path.split(/[\\/]/).slice(-3).join("/") : path;
}

/** The values of parameters as a table. */
export function parametersHtml(parameters: JsonObject, caption: string): string {
  const rows = Object.entries(parameters).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return `<div class="scroll">${tableHtml({ columns: ["parameter", "value"], rows, caption })}</div>`;
}

/** The facts as a list for the foot of a page. */
export function factsHtml(facts: RunFacts["facts"]): string {
  const items = facts.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`);
  return items.length === 0 ? "" : `<dl class="facts">\n${items.join("\n")}\n</dl>`;
}

/** Data that a run used: strings, or objects with a URI, a kind and a hash. */
function dataText(data: Json | undefined): string {
  if (!Array.isArray(data)) return text(data);
  return data
    .map((item) => {
      if (typeof item === "string") return item;
      const { uri, name, kind, hash } = object(item);
      const details = [text(kind), text(hash).slice(0, 12)].filter((part) => part !== "").join(", ");
      return `${text(uri) || text(name)}${details === "" ? "" : ` (${details})`}`;
    })
    .filter((part) => part !== "")
    .join("; ");
}

function object(value: Json | undefined): JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : {};
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

function date(value: Json | undefined): Date | undefined {
  const moment = new Date(text(value));
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
