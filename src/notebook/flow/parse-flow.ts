import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import { didYouMean } from "../../core/did-you-mean.js";
import { FormatError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import type { Flow, FlowStep } from "./flow.js";
import { parseFlowCondition } from "./flow-condition.js";

/** The folder a flow is read from. */
export interface FlowFolder {
  readonly name: string;
  /** File names of its notebooks, in name order. */
  readonly notebooks: readonly string[];
  /** Path of `flow.yaml`, for messages. */
  readonly path: string;
}

const flowKeys = ["title", "description", "kernel", "parameters", "notebooks"];
const stepKeys = ["needs", "parameters", "inputs", "outputs", "retries", "timeout", "matrix", "when"];

/**
 * The flow that `flow.yaml` defines; without a file, every notebook of the folder in name order, each after the one
 * before.
 * @throws FormatError for an unknown key, a wrong type or a notebook that does not exist, with line and column
 */
export function parseFlow(text: string | undefined, folder: FlowFolder): Flow {
  if (text === undefined) return inNameOrder(folder, {});
  const yaml = createRequire(import.meta.url)("yaml") as typeof Yaml;
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const at = (offset: number | undefined): string => {
    const { line, col } = lines.linePos(offset ?? 0);
    return `${folder.path}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error !== undefined)
    throw new FormatError(
      `run: ${at(error.pos[0])}: invalid YAML: ${error.message.split(/ at line|\n/)[0]}; fix the syntax there`,
    );
  const root = new FlowReader(yaml, at, document.contents, folder);
  return root.flow();
}

function inNameOrder(
  folder: FlowFolder,
  head: Partial<Pick<Flow, "title" | "description" | "kernel" | "parameters">>,
): Flow {
  const names = folder.notebooks.map(toName);
  return {
    name: folder.name,
    title: folder.name,
    description: "",
    kernel: undefined,
    parameters: {},
    ...head,
    steps: folder.notebooks.map((notebook, index) => ({
      ...emptyStep,
      name: names[index] as string,
      notebook,
      needs: names.slice(Math.max(0, index - 1), index),
      location: notebook,
    })),
  };
}

const emptyStep = {
  parameters: {},
  inputs: [],
  outputs: [],
  retries: 0,
  timeoutMs: undefined,
  when: undefined,
} satisfies Partial<FlowStep>;

function toName(notebook: string): string {
  return notebook.replace(/\.ipynb$/, "");
}

/** Reads the nodes of a parsed document, each with its position. */
class FlowReader {
  private readonly yaml: typeof Yaml;
  private readonly at: (offset: number | undefined) => string;
  private readonly root: unknown;
  private readonly folder: FlowFolder;

  constructor(yaml: typeof Yaml, at: (offset: number | undefined) => string, root: unknown, folder: FlowFolder) {
    this.yaml = yaml;
    this.at = at;
    this.root = root;
    this.folder = folder;
  }

  flow(): Flow {
    const fields = this.fields(this.root, flowKeys, "flow.yaml");
    const head = {
      title: this.string(fields.get("title"), "title") ?? this.folder.name,
      description: this.string(fields.get("description"), "description") ?? "",
      kernel: this.string(fields.get("kernel"), "kernel"),
      parameters: this.parameters(fields.get("parameters")),
    };
    const notebooks = fields.get("notebooks");
    if (notebooks === undefined) return inNameOrder(this.folder, head);
    const names = this.folder.notebooks.map(toName);
    const entries = [...this.fields(notebooks, undefined, "notebooks")];
    const steps = entries.flatMap(([key, node]) => {
      const name = toName(key);
      const location = this.location(node ?? notebooks, key, notebooks);
      if (!names.includes(name)) {
        throw new FormatError(
          `run: ${location}: no notebook "${key}" in the folder${didYouMean(name, names) || `; found ${names.join(", ") || "none"}`}`,
        );
      }
      return this.steps(name, node, location);
    });
    return { name: this.folder.name, ...head, steps: resolveNeeds(steps) };
  }

  private steps(name: string, node: unknown, location: string): readonly FlowStep[] {
    const fields = this.fields(node, stepKeys, `notebook ${name}`);
    const when = this.string(fields.get("when"), "when");
    const step: FlowStep = {
      ...emptyStep,
      name,
      notebook: `${name}.ipynb`,
      needs: this.strings(fields.get("needs"), "needs").map(toName),
      parameters: this.parameters(fields.get("parameters")),
      inputs: this.strings(fields.get("inputs"), "inputs"),
      outputs: this.strings(fields.get("outputs"), "outputs"),
      retries: this.retries(fields.get("retries")),
      timeoutMs: this.timeout(fields.get("timeout")),
      when: when === undefined ? undefined : parseFlowCondition(when, this.location(fields.get("when"))),
      location,
    };
    return this.matrix(fields.get("matrix")).map((row) => {
      const values = Object.entries(row);
      if (values.length === 0) return step;
      const suffix = values.map(([key, value]) => `${key}=${String(value).replace(/[^\w.-]/g, "-")}`).join(",");
      return { ...step, name: `${name}[${suffix}]`, parameters: { ...step.parameters, ...row } };
    });
  }

  private fields(node: unknown, known: readonly string[] | undefined, what: string): Map<string, unknown> {
    if (node === null || node === undefined || (this.yaml.isScalar(node) && node.value === null)) return new Map();
    if (!this.yaml.isMap(node))
      throw new FormatError(
        `run: ${this.location(node)}: ${what}: expected keys with values, got ${this.show(node)}; write them as name: value`,
      );
    return new Map(
      node.items.map((pair) => {
        const key = String(this.yaml.isScalar(pair.key) ? pair.key.value : pair.key);
        if (known !== undefined && !known.includes(key)) {
          throw new FormatError(
            `run: ${this.location(pair.key)}: ${what}: unknown key "${key}"${didYouMean(key, known) || `; expected ${known.join(", ")}`}`,
          );
        }
        return [key, pair.value];
      }),
    );
  }

  private string(node: unknown, what: string): string | undefined {
    if (node === undefined) return undefined;
    if (this.yaml.isScalar(node) && typeof node.value === "string") return node.value;
    throw new FormatError(
      `run: ${this.location(node)}: ${what}: expected a string, got ${this.show(node)}; put it in quotes`,
    );
  }

  private strings(node: unknown, what: string): readonly string[] {
    if (node === undefined) return [];
    if (this.yaml.isScalar(node) && typeof node.value === "string") return [node.value];
    if (this.yaml.isSeq(node)) return node.items.map((item) => this.string(item, what) ?? "");
    throw new FormatError(
      `run: ${this.location(node)}: ${what}: expected a string or an array of strings, got ${this.show(node)}; write it as name or [name, other]`,
    );
  }

  private parameters(node: unknown): { readonly [name: string]: Json } {
    return Object.fromEntries(
      [...this.fields(node, undefined, "parameters")].map(([name, value]) => [name, this.json(value)]),
    );
  }

  private matrix(node: unknown): readonly { readonly [name: string]: Json }[] {
    return [...this.fields(node, undefined, "matrix")].reduce<readonly { readonly [name: string]: Json }[]>(
      (rows, [name, values]) => {
        const list = this.json(values);
        if (!Array.isArray(list) || list.length === 0) {
          throw new FormatError(
            `run: ${this.location(values)}: matrix.${name}: expected an array of values, got ${this.show(values)}; write it as [2016, 2017]`,
          );
        }
        return rows.flatMap((row) => list.map((value) => ({ ...row, [name]: value })));
      },
      [{}],
    );
  }

  private retries(node: unknown): number {
    if (node === undefined) return 0;
    const value = this.json(node);
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 10) return value;
    throw new FormatError(
      `run: ${this.location(node)}: retries: expected an integer from 0 to 10, got ${this.show(node)}; for example retries: 2`,
    );
  }

  private timeout(node: unknown): number | undefined {
    if (node === undefined) return undefined;
    const value = this.json(node);
    const [, amount, unit = "s"] = /^(\d+(?:\.\d+)?)\s*(s|m|h)?$/.exec(String(value)) ?? [];
    if (amount === undefined || Number(amount) === 0) {
      throw new FormatError(
        `run: ${this.location(node)}: timeout: expected seconds, or a number with s, m or h, got ${this.show(node)}; for example timeout: 10m`,
      );
    }
    return Number(amount) * ({ s: 1_000, m: 60_000, h: 3_600_000 }[unit] ?? 1_000);
  }

  private json(node: unknown): Json {
    return (this.yaml.isNode(node) ? node.toJSON() : null) as Json;
  }

  private show(node: unknown): string {
    return JSON.stringify(this.json(node)).slice(0, 60);
  }

  /** Position of a node; of the key `name` in `map` when the node itself is empty. */
  private location(node: unknown, name?: string, map?: unknown): string {
    if (name !== undefined && this.yaml.isMap(map)) {
      const pair = map.items.find((item) => this.yaml.isScalar(item.key) && item.key.value === name);
      if (this.yaml.isScalar(pair?.key)) return this.at(pair.key.range?.[0]);
    }
    return this.at(this.yaml.isNode(node) ? node.range?.[0] : undefined);
  }
}

/** A need of a notebook with a matrix means all its runs. */
function resolveNeeds(steps: readonly FlowStep[]): readonly FlowStep[] {
  return steps.map((step) => ({
    ...step,
    needs: step.needs.flatMap((need) => {
      const found = steps.filter(({ name, notebook }) => name === need || toName(notebook) === need);
      return found.length === 0 ? [need] : found.map(({ name }) => name);
    }),
  }));
}
