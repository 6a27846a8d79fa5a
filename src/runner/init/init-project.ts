import { existsSync } from "node:fs";
import { cp, mkdir, open, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../../core/errors.js";
import { fileSystemError } from "../../files/file-system-error.js";
import { redactUrl } from "../../http/redact-url.js";
import { openStore } from "../../store/open-store-with.js";
import { type InferredSchema, inferSchema } from "../../table/csv/infer-schema.js";
import { parseCsv } from "../../table/csv/parse-csv.js";
import { parseArrow } from "../../table/formats/parse-arrow.js";
import { parseJson } from "../../table/formats/parse-json.js";
import { parseJsonLines } from "../../table/formats/parse-json-lines.js";
import { parseParquet } from "../../table/formats/parse-parquet.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { describeSource, type InitTemplate, type SourceDescription } from "./describe-source.js";
import { nearMisses } from "./near-misses.js";
import { commonFiles, emptyProject, type ProjectFile, tableProject } from "./plan-project.js";
import { readAsset } from "./read-assets.js";

/** The worked projects that can be copied. */
export const initExamples = ["traffic", "milk", "telecom", "crime", "worldbank"] as const;

/** What a new project is made of. */
export interface InitProjectOptions {
  /** A CSV, JSON, Parquet or Arrow file: a path, s3:// or https://. */
  readonly from?: string | undefined;
  /** @default by the table: its last column of numbers is predicted, else the last one of labels */
  readonly template?: InitTemplate | undefined;
  /** The column to predict. */
  readonly target?: string | undefined;
  /** A worked project to copy. */
  readonly example?: (typeof initExamples)[number] | undefined;
  /** Folder of relative paths. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A new project. */
export interface InitializedProject {
  readonly folder: string;
  /** Written files, relative to the folder. */
  readonly files: readonly string[];
  /** Files that were there and were not changed. */
  readonly unchanged: readonly string[];
  readonly rowCount?: number | undefined;
  readonly description?: SourceDescription | undefined;
  /** What looks wrong in the table. */
  readonly remarks?: readonly string[] | undefined;
  /** The flow to run, relative to the folder. */
  readonly flow: string;
  /** Whether notebooks of the folder find the package. */
  readonly isInstalled: boolean;
}

/**
 * Makes a project in a new folder: a schema read off a file, short notebooks that run at once, a flow, a workflow.
 * Everything is checked before the first file is written.
 *
 * @throws ArgumentError for a folder that has a file of the project already, and for a table that a template does not
 *   fit
 * @throws FormatError for a file that cannot be read as a table
 */
export async function initProject(folder: string, options: InitProjectOptions): Promise<InitializedProject> {
  const { example, template, from, cwd } = options;
  const target = resolve(cwd, folder);
  const name = packageName(basename(target));
  if (example !== undefined && (from !== undefined || template !== undefined)) {
    throw new ArgumentError("init: --example copies a worked project; leave out --from and --template");
  }
  if (template === "empty" && from !== undefined) {
    throw new ArgumentError("init: --template empty has no table; leave out --from or choose another template");
  }
  const common = commonFiles(name);
  if (example !== undefined) {
    const flow = join("notebooks", example);
    const readme = common.map((file) => ({
      ...file,
      text: file.text.replaceAll("cuaderno run notebooks", `cuaderno run ${flow}`),
    }));
    const copies = await exampleFiles(example);
    const written = await writeProject(target, readme, copies);
    return { folder: target, ...written, flow, isInstalled: isInstalled(target) };
  }
  if (template === "empty") {
    const written = await writeProject(target, [...common, ...emptyProject(name)], []);
    return { folder: target, ...written, flow: "notebooks", isInstalled: isInstalled(target) };
  }
  const table = await readSource(options);
  const files = tableProject(table, template);
  const data = table.bytes === undefined ? [] : [{ path: join("data", table.file), bytes: table.bytes }];
  const written = await writeProject(target, [...common, ...files], data);
  return {
    folder: target,
    ...written,
    rowCount: table.inferred.rowCount,
    description: table.description,
    remarks: table.remarks,
    flow: "notebooks",
    isInstalled: isInstalled(target),
  };
}

interface SourceTable {
  readonly inferred: InferredSchema;
  readonly description: SourceDescription;
  readonly remarks: readonly string[];
  readonly source: string;
  readonly file: string;
  /** The file to copy into the project; undefined where the notebooks read a URI. */
  readonly bytes: Uint8Array | undefined;
}

/** The table of `from`, or the synthetic one. */
async function readSource({ from, template, target, cwd, environment }: InitProjectOptions): Promise<SourceTable> {
  const isUri = from !== undefined && /^(s3[an]?|https?):/i.test(from);
  const file = from === undefined ? "rides.csv" : basename(from.replace(/[?#].*$/, ""));
  if (from !== undefined && /\.(xlsx?|ipynb)$/i.test(file)) {
    throw new ArgumentError(
      `init: --from: expected a table (CSV, JSON, Parquet or Arrow), got ${redactUrl(from)}; save the sheet as CSV first`,
    );
  }
  const { store, key } = await openStore(from ?? "rides.csv", { environment, cwd, caller: "init" });
  const bytes = from === undefined ? new TextEncoder().encode(readAsset("rides.csv")) : await store.read(key);
  const uri = from === undefined ? file : redactUrl(from);
  let inferred = inferSchema(bytes, { name: schemaName(file), uri });
  const frame = parseTable(bytes, inferred, uri);
  const example = from === undefined && template === "classify" ? "holiday" : undefined;
  const description = describeSource(frame, inferred.schema, { template, target: target ?? example });
  const spec = inferred.schema.columns[description.target];
  if (description.labelCount !== undefined && spec !== undefined && /^(integer|number)$/.test(spec.kind)) {
    const { source = description.target, nullable } = spec;
    const labels = column.category({ source, nullable });
    const columns = { ...inferred.schema.columns, [description.target]: labels };
    inferred = { ...inferred, schema: schema(inferred.schema.name, columns) };
  }
  const remarks = [...inferred.notes, ...nearMisses(frame, inferred.schema)];
  return {
    inferred,
    description,
    remarks,
    source: isUri ? from : `../data/${file}`,
    file,
    bytes: isUri ? undefined : bytes,
  };
}

function parseTable(bytes: Uint8Array, { schema: table, options }: InferredSchema, uri: string): DataFrame {
  const name = uri.replace(/[?#].*$/, "");
  if (/\.(parquet|pq)$/i.test(name)) return parseParquet(bytes, table, { uri });
  if (/\.(arrow|feather|ipc)$/i.test(name)) return parseArrow(bytes, table, { uri });
  if (/\.json(\.gz|\.zst)?$/i.test(name)) return parseJson(bytes, table, { uri });
  if (/\.(jsonl|ndjson)(\.gz|\.zst)?$/i.test(name)) return parseJsonLines(bytes, table, { uri });
  return parseCsv(bytes, table, { ...options, uri });
}

interface ProjectData {
  readonly path: string;
  readonly bytes?: Uint8Array | string | undefined;
  /** A file or folder to copy. */
  readonly from?: string | undefined;
}

/** Notebooks, flow and sample of a worked project, from the package. */
async function exampleFiles(example: string): Promise<readonly ProjectData[]> {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const folder = join("notebooks", example);
  const names = await readdir(join(root, folder));
  const copies = names
    .filter((name) => [".ipynb", ".yaml"].includes(extname(name)) && !name.endsWith(".executed.ipynb"))
    .map((name) => join(folder, name));
  return [...copies, join("data", example, "sample")].map((path) => ({ path, from: join(root, path) }));
}

const mayExist = ["package.json", ".gitignore", "README.md", ".env.example"];

async function writeProject(
  folder: string,
  files: readonly ProjectFile[],
  data: readonly ProjectData[],
): Promise<Pick<InitializedProject, "files" | "unchanged">> {
  const exists = (path: string): boolean => existsSync(join(folder, path));
  const taken = [...files, ...data].map(({ path }) => path).find((path) => !mayExist.includes(path) && exists(path));
  if (taken !== undefined) {
    throw new ArgumentError(`init: ${join(folder, taken)} exists; choose a new folder or remove the file`);
  }
  const unchanged = files.map(({ path }) => path).filter(exists);
  const added = files.filter(({ path }) => !unchanged.includes(path)).map(({ path, text }) => ({ path, bytes: text }));
  const created: string[] = [];
  for (const file of [...added, ...data]) {
    const path = join(folder, file.path);
    try {
      const parent = await mkdir(dirname(path), { recursive: true });
      if (parent !== undefined) created.push(parent);
      await writeProjectFile(path, file, created);
    } catch (cause) {
      for (const one of created) await rm(one, { recursive: true, force: true });
      throw fileSystemError(cause, { caller: "init", verb: "write", path });
    }
  }
  return { files: [...added, ...data].map(({ path }) => path), unchanged };
}

/** Writes a file that does not exist yet, and adds it to what this run created. */
async function writeProjectFile(
  path: string,
  { bytes, from }: Pick<ProjectData, "bytes" | "from">,
  created: string[],
): Promise<void> {
  if (bytes === undefined) {
    created.push(path);
    if (from !== undefined) await cp(from, path, { recursive: true, errorOnExist: true });
    return;
  }
  const file = await open(path, "wx");
  created.push(path);
  try {
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
}

function isInstalled(folder: string): boolean {
  try {
    const { resolve: find } = createRequire(join(folder, "notebooks", "cell.js"));
    find("cuaderno");
    find("nodejs-polars");
    return true;
  } catch {
    return false;
  }
}

function packageName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[-._]+|-+$/g, "");
  return plain === "" ? "notebooks" : plain;
}

/** A valid name of a variable from the name of a file. */
function schemaName(file: string): string {
  const words = file.replace(/\..*$/, "").match(/[A-Za-z0-9]+/g) ?? ["table"];
  const camel = words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join("");
  return /^(\d|table$|rows$|train$|test$|reading$|features$|source$|target$|index$|model$|steps$)/.test(camel)
    ? `data${camel}`
    : camel;
}
