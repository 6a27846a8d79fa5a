import { NotFoundError } from "../../core/errors.js";
import type { RestorableStep } from "../../features/step.js";
import type { FittedPipeline } from "../../pipeline/fitted-pipeline.js";
import { restorePipeline } from "../../pipeline/restore-pipeline.js";
import { parseModelUri } from "../../tracking/registry/parse-model-uri.js";
import type { ModelRegistry, ModelVersion } from "../../tracking/registry/registry.js";
import { openStore } from "../stores/open-store.js";
import { openRegistry } from "./open-registry.js";

/** Where models come from. */
export interface OpenModelOptions {
  /** @default the registry of the tracking folder */
  readonly registry?: ModelRegistry | undefined;
  /** Custom steps of the pipeline, made by `defineStep`. @default none */
  readonly steps?: readonly RestorableStep[] | undefined;
  /** The function or command that errors name. @default "openModel" */
  readonly caller?: string | undefined;
}

/** A fitted pipeline and where it is from. */
export interface OpenedModel {
  /** The reference, as it was given. */
  readonly ref: string;
  /** The model's name in the registry, or the file's name without its ending. */
  readonly name: string;
  readonly model: FittedPipeline;
  /** The registered version; undefined for a file. */
  readonly version: ModelVersion | undefined;
  /** The bytes of the pipeline's JSON. */
  readonly bytes: Uint8Array;
}

/**
 * The fitted pipeline of a registered version (`models:/traffic@champion`, `traffic/3`) or of a JSON file at any URI
 * (`model.json`, `s3://bucket/model.json`). Its hash is checked, and no code in it is run.
 *
 * @throws NotFoundError for an unknown version or file, FormatError for one that was changed.
 * @example (await openModel("models:/traffic@champion")).version?.version // 3
 */
export async function openModel(ref: string, options: OpenModelOptions = {}): Promise<OpenedModel> {
  const { steps, caller = "openModel" } = options;
  if (isModelFile(ref)) {
    const { store, key } = await openStore(ref, { caller });
    if ((await store.stat(key)) === undefined) throw new NotFoundError(`${caller}: no file ${ref}; check the path`);
    const bytes = await store.read(key);
    return { ref, name: fileName(ref), model: restore(bytes, ref, steps), version: undefined, bytes };
  }
  const { name, version: number } = parseModelUri(ref);
  const registry = options.registry ?? (await openRegistry());
  const version = await registry.version(name, number);
  const bytes = await registry.read(name, version.version);
  return { ref, name, model: restore(bytes, ref, steps), version, bytes };
}

/** Whether a reference is a file, and not the name of a registered model. */
export function isModelFile(ref: string): boolean {
  return /\.json$/i.test(ref) || /^(s3[an]?|https?|file):/i.test(ref);
}

function restore(bytes: Uint8Array, path: string, steps: readonly RestorableStep[] | undefined): FittedPipeline {
  return restorePipeline(new TextDecoder().decode(bytes), { path, steps });
}

function fileName(ref: string): string {
  const last =
    ref
      .replace(/[?#].*$/, "")
      .split(/[/\\]/)
      .at(-1) ?? ref;
  return last.replace(/\.json$/i, "") || "model";
}
