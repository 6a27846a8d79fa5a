import { contentHash } from "../../core/content-hash.js";
import type { Json } from "../../core/json.js";
import { normalizedCode } from "../format/normalized-code.js";
import type { RunPlan } from "./plan-run.js";
import type { RunData } from "./run-data.js";

/** Everything that the outputs of a run depend on, as far as known before the run. */
export interface RunBasis {
  /** Kernel, versions of the programs taking part. */
  readonly programs: { readonly [name: string]: string };
  /** Hashes of the lock file and of local modules, by path. */
  readonly files: { readonly [path: string]: string };
  readonly data: readonly RunData[];
}

/** The same with the notebook: hashes by part, so that two runs can be compared. */
export interface RunKeys extends RunBasis {
  /** Of everything. */
  readonly key: string;
  readonly parameters: { readonly [name: string]: Json };
  /** The hash of each cell's own code, by label. */
  readonly cells: { readonly [label: string]: string };
  /** Of each step: everything it and the cells before it depend on. */
  readonly steps: readonly string[];
}

/**
 * The keys of a planned run. Equal keys: equal code (comments and format aside), parameters, inputs, modules, programs.
 */
export function runKeys(plan: RunPlan, basis: RunBasis, language: string): RunKeys {
  const basisJson = JSON.stringify([basis.programs, basis.files, basis.data.map(({ uri, hash }) => [uri, hash])]);
  const cells: { [label: string]: string } = {};
  let chain = contentHash(basisJson);
  const steps = plan.steps.map((step) => {
    const code = contentHash(normalizedCode(step.source, language));
    cells[step.label] = code;
    if (step.skip === undefined) chain = contentHash(`${chain} ${code} ${step.mayFail}`);
    return chain;
  });
  const key = contentHash(JSON.stringify([chain, plan.steps.map(({ skip }) => skip !== undefined)]));
  return { ...basis, key, parameters: plan.parameters, cells, steps };
}

/** Why a run is not the same as an earlier one, in words; empty when it is. */
export function keyDifferences(now: RunKeys, before: RunKeys): readonly string[] {
  const changed = (
    what: string,
    a: { readonly [name: string]: Json },
    b: { readonly [name: string]: Json },
  ): string[] =>
    [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) => {
      if (JSON.stringify(a[name]) === JSON.stringify(b[name])) return [];
      if (b[name] === undefined) return [`${what} ${name} is new`];
      if (a[name] === undefined) return [`${what} ${name} is missing`];
      const values = what === "parameter" ? ` from ${JSON.stringify(b[name])} to ${JSON.stringify(a[name])}` : "";
      return [`${what} ${name} changed${values}`];
    });
  const data = (keys: RunKeys): { readonly [uri: string]: string } =>
    Object.fromEntries(keys.data.map(({ uri, hash }) => [uri, hash]));
  const code = (keys: RunKeys): readonly (readonly [string, string])[] =>
    Object.entries(keys.cells).filter(([label]) => label !== "injected-parameters");
  const earlier = code(before);
  const cells = code(now);
  const moved =
    cells.length === earlier.length ? [] : [`it has ${cells.length} cells of code instead of ${earlier.length}`];
  const edited = cells.flatMap(([label, hash], order) =>
    moved.length > 0 || hash === earlier[order]?.[1] ? [] : [`code of ${label} changed`],
  );
  const found = [
    ...changed("parameter", now.parameters, before.parameters),
    ...changed("input", data(now), data(before)),
    ...moved,
    ...edited,
    ...changed("file", now.files, before.files),
    ...changed("version of", now.programs, before.programs),
  ];
  if (found.length > 0 || now.key === before.key) return found;
  return ["the injected parameters or the choice of cells changed"];
}
