import { createHash } from "node:crypto";
import { errorMessage } from "../../core/error-message.js";
import { ArgumentError } from "../../core/errors.js";
import { type Json, type JsonObject, parseJson } from "../../core/json.js";
import { jsonReader } from "../../core/json-reader.js";
import type { StepFactory } from "../../features/define-step.js";
import type { Store } from "../../store/store.js";
import { openStore } from "../stores/open-store.js";
import { type HashedInput, hashInput } from "./hash-input.js";
import { decodeValue, encodeValue } from "./memo-value.js";

/** Where values are saved, and when they are computed. */
export interface MemoOptions {
  /**
   * Folder or URI of the saved values, such as `s3://lake/memo`.
   * @default ".cache/memo" in the working folder
   */
  readonly folder?: string | undefined;
  /**
   * Computes in any case.
   * @default false
   */
  readonly force?: boolean | undefined;
  /**
   * The defined steps of pipelines in the value.
   * @default []
   */
  readonly steps?: readonly StepFactory[] | undefined;
  /**
   * Receives one line: whether the value was computed, and why.
   * @default the standard output
   */
  readonly log?: ((line: string) => void) | undefined;
}

/**
 * The value that `compute` returns, computed again only when an input or the code of `compute` has changed; a line says
 * which did. Inputs are everything that `compute` reads: data, frames, dates, fitted pipelines. Values are data,
 * frames, studies, fitted pipelines and the result of `tune`, alone or inside objects and arrays.
 *
 * @throws ArgumentError for inputs without comparable content and for values that cannot be saved.
 * @example const tuning = await memo("volume", { train, trials }, () => tune({ table: train, trials, ...settings }))
 */
export async function memo<Value>(
  name: string,
  inputs: Readonly<Record<string, unknown>>,
  compute: () => Promise<Value> | Value,
  { folder = ".cache/memo", force = false, steps = [], log = printLine }: MemoOptions = {},
): Promise<Value> {
  if (!/^[\w.-]+$/.test(name) || name.startsWith(".")) {
    throw new ArgumentError(`memo: invalid name "${name}"; use A-Z, a-z, digits, "-" and "_"`);
  }
  const code = createHash("sha256").update(compute.toString().replace(/\s+/g, " ")).digest("hex");
  const hashed = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, hashInput(key, value)]));
  const { store, key } = await openStore(`${folder.replace(/\/$/, "")}/${name}/`);
  const saved = await readEntry(store, key);
  const reason = force ? "force is set" : reasonToCompute(saved, code, hashed);
  if (reason === undefined && typeof saved === "object") {
    try {
      const value = await decodeValue(saved.value, (file) => store.read(`${key}${file}`), steps);
      const names = Object.keys(hashed);
      const unchanged = names.length === 0 ? "" : ` (${names.join(", ")} unchanged)`;
      log(`memo "${name}": reused the value of ${saved.computedAt}${unchanged}`);
      return value as Value;
    } catch (cause) {
      log(`memo "${name}": computing, because the saved value cannot be read: ${errorMessage(cause)}`);
    }
  } else log(`memo "${name}": computing, because ${reason}`);
  const value = await compute();
  await writeEntry(store, key, { code, inputs: hashed, computedAt: new Date().toISOString() }, value);
  return value;
}

interface Entry {
  readonly code: string;
  readonly inputs: Readonly<Record<string, HashedInput>>;
  readonly computedAt: string;
  readonly value: Json;
}

/** Why the value must be computed, in half a sentence; undefined where the saved one holds. */
function reasonToCompute(
  saved: Entry | string,
  code: string,
  inputs: Readonly<Record<string, HashedInput>>,
): string | undefined {
  if (typeof saved === "string") return saved;
  const names = [...new Set([...Object.keys(saved.inputs), ...Object.keys(inputs)])];
  const changes = names.flatMap((name) => {
    const [before, now] = [saved.inputs[name], inputs[name]];
    if (before === undefined) return [`${name} is new`];
    if (now === undefined) return [`${name} was removed`];
    if (before.hash === now.hash) return [];
    return [before.shown === now.shown ? `${name} changed` : `${name} changed from ${before.shown} to ${now.shown}`];
  });
  if (saved.code !== code) changes.push("its code changed");
  return changes.length === 0 ? undefined : changes.join(", ");
}

const entryName = "entry.json";

/** The saved entry, or why there is none. */
async function readEntry(store: Store, key: string): Promise<Entry | string> {
  if ((await store.stat(`${key}${entryName}`)) === undefined) return "no value is saved yet";
  try {
    const reader = jsonReader(
      parseJson(new TextDecoder().decode(await store.read(`${key}${entryName}`)), entryName, "memo"),
      entryName,
    );
    if (reader.string("format") !== "cuaderno-memo" || reader.integer("version") !== 1)
      return "the saved value has another format";
    const inputs = reader.object("inputs");
    return {
      code: reader.string("code"),
      computedAt: reader.string("computedAt"),
      value: reader.value("value"),
      inputs: Object.fromEntries(
        inputs.keys().map((name) => {
          const input = inputs.object(name);
          return [name, { hash: input.string("hash"), shown: input.string("shown") }];
        }),
      ),
    };
  } catch (cause) {
    return `the saved value cannot be read: ${errorMessage(cause)}`;
  }
}

/** Files first and the entry last, so that a reader never finds an entry without its files. */
async function writeEntry(store: Store, key: string, entry: Omit<Entry, "value">, value: unknown): Promise<void> {
  const { json, files } = encodeValue(value);
  for (const [file, bytes] of files) await store.write(`${key}${file}`, bytes);
  const content = { format: "cuaderno-memo", version: 1, ...entry, value: json } as unknown as JsonObject;
  await store.write(`${key}${entryName}`, new TextEncoder().encode(JSON.stringify(content)));
  for await (const { key: found } of store.list(key)) {
    const file = found.slice(key.length);
    if (file.endsWith(".arrow") && !files.has(file)) await store.remove(found);
  }
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
