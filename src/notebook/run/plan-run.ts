import type { Json, JsonObject } from "../../core/json.js";
import { type CellSettings, cellSettings, withoutRunFacts } from "../cells/cell-settings.js";
import { cellTags } from "../cells/cell-tags.js";
import { cellTitle } from "../cells/cell-title.js";
import { type CellChoice, chooseCells } from "../cells/choose-cells.js";
import type { Cell, Notebook } from "../format/notebook.js";
import { injectParameters } from "../parameters/inject-parameters.js";
import { withoutFailureBanner } from "./failure-banner.js";
import { type SecretMask, secretMask } from "./secret-mask.js";

/** A run that is decided but not begun. */
export interface RunPlan {
  /** The notebook as the user names it; errors point there. */
  readonly path: string;
  /** What will be saved: parameters injected, old outputs removed, secrets masked. */
  readonly notebook: Notebook;
  /** The code cells, in order. */
  readonly steps: readonly RunStep[];
  /** Every declared parameter with the value it has in this run; secrets are masked. */
  readonly parameters: { readonly [name: string]: Json };
  /** Hides secrets in everything that is saved or shown. */
  readonly mask: SecretMask;
  /** The values of secret parameters. */
  readonly secrets: readonly string[];
  /** Names of variables that hold secrets when a cell sets them: see `environmentSecrets`. */
  readonly secretNames: string | undefined;
  /** What the message of a failure ends with. */
  readonly hint: string | undefined;
}

/** One code cell. */
export interface RunStep extends CellSettings {
  /** Its index among the cells of the plan's notebook. */
  readonly index: number;
  /** Its name in errors: `cell-5` is the fifth cell of the notebook as given, Markdown cells counted. */
  readonly label: string;
  /** Its first comment, the heading above it, or its first line of code; secrets are masked. */
  readonly title: string;
  /** The code for the kernel. */
  readonly source: string;
  /** The same with secrets masked. */
  readonly shown: string;
  /** With the tag `raises-exception`: a failure does not end the run. */
  readonly mayFail: boolean;
  /** Why it does not run; undefined when it does. */
  readonly skip: string | undefined;
}

/** What a plan depends on in addition to the notebook. */
export interface RunConfig {
  readonly path: string;
  readonly parameters: { readonly [name: string]: Json };
  readonly choice?: CellChoice | undefined;
  /** Strings that must not be saved or shown, in addition to the values of secret parameters. */
  readonly secrets?: readonly string[] | undefined;
  readonly secretNames?: string | undefined;
  readonly hint?: string | undefined;
}

/**
 * The plan of a run. Refuses parameters that the notebook does not declare, lacks or types otherwise, and a choice of
 * cells that names none.
 */
export function planRun(notebook: Notebook, config: RunConfig): RunPlan {
  const injected = injectParameters(withoutFailureBanner(notebook), config);
  const secrets = injected.secretValues.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  const mask = secretMask([...(config.secrets ?? []), ...secrets]);
  const cleared = injected.notebook.cells.map(withoutOutputs);
  const code = cleared.flatMap((cell, index) => {
    if (cell.cell_type !== "code" || cell.source.trim() === "") return [];
    const shifted = injected.insertedAt !== undefined && index >= injected.insertedAt;
    const label = index === injected.insertedAt ? "injected-parameters" : `cell-${index + (shifted ? 0 : 1)}`;
    return [{ cell, index, label }];
  });
  const skips = chooseCells(code, config.choice ?? {}, config.path);
  const steps = code.map(
    ({ cell, index, label }, order): RunStep => ({
      index,
      label,
      title: mask(label === "injected-parameters" ? "parameters of this run" : cellTitle(cleared, index)),
      source: cell.source,
      shown: mask(cell.source),
      mayFail: cellTags(cell).includes("raises-exception"),
      skip: skips[order],
      ...cellSettings(cell, `${config.path}#${label}`),
    }),
  );
  const skipped = new Map(steps.flatMap(({ index, skip }) => (skip === undefined ? [] : [[index, skip] as const])));
  const cells = cleared.map((cell, index) => mask(withSkip(cell, skipped.get(index))));
  const parameters = Object.fromEntries(
    Object.entries(injected.parameters).map(([name, value]) => [
      name,
      injected.secrets.includes(name) && value !== null && value !== "" ? "***" : mask(value),
    ]),
  );
  return {
    path: config.path,
    notebook: { ...injected.notebook, cells },
    steps,
    parameters,
    mask,
    secrets,
    secretNames: config.secretNames,
    hint: config.hint,
  };
}

function withSkip(cell: Cell, reason: string | undefined): Cell {
  if (reason === undefined) return cell;
  const facts = { ...(cell.metadata.cuaderno as JsonObject | undefined), status: "skipped", reason };
  return { ...cell, metadata: { ...cell.metadata, cuaderno: facts } };
}

function withoutOutputs(cell: Cell): Cell {
  if (cell.cell_type !== "code") return cell;
  return { ...cell, metadata: withoutRunFacts(cell.metadata), outputs: [], execution_count: null };
}
