import type { Json } from "../../core/json.js";
import type { CellChoice } from "../../notebook/cells/choose-cells.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import type { CellProgress } from "../../notebook/format/progress-mime.js";
import type { TypeCheckMode } from "../../notebook/kernel/launch-kernel.js";
import type { CellEvent } from "../../notebook/run/run-effects.js";
import type { TrackNotebookOptions } from "./track-notebook.js";

/** How a notebook is run. */
export interface RunNotebookOptions {
  /**
   * Path of the executed copy: a file, `s3://bucket/key`, or `-` for standard output. `{year}` is replaced by the value
   * of a parameter, `{name}` by the name of the notebook. It may be the notebook itself.
   * @default next to the notebook, `name.executed.ipynb`
   */
  readonly output?: string | undefined;
  /** Values of parameters that the notebook declares; strings are parsed as the declared type. */
  readonly parameters?: { readonly [name: string]: Json } | undefined;
  /**
   * Name of a kernel, or path of a kernelspec.
   * @default the kernel of the notebook's metadata, else `tslab`
   */
  readonly kernel?: string | undefined;
  /**
   * Preload the shim that fixes faults of tslab.
   * @default true
   */
  readonly shim?: boolean | undefined;
  /**
   * Memory of the kernel `cuaderno`, in megabytes, at least 96; a run that needs more fails. An idle kernel uses up to
   * 80 MB, with tables 105.
   * @default nine tenths of the machine's
   */
  readonly memoryMb?: number | undefined;
  /**
   * What the kernel `cuaderno` does about type errors: `error` refuses a cell before it runs, `warn` prints them.
   * @default `cuaderno.typecheck` in the metadata of the notebook, else `error`
   */
  readonly typecheck?: TypeCheckMode | undefined;
  /**
   * Limit of each cell.
   * @default no limit
   */
  readonly cellTimeoutMs?: number | undefined;
  /**
   * Limit of the whole run, without the start of the kernel.
   * @default no limit
   */
  readonly notebookTimeoutMs?: number | undefined;
  /**
   * Limit of the start of the kernel.
   * @default 60_000
   */
  readonly startTimeoutMs?: number | undefined;
  /** Interrupts the run; what ran so far is saved. */
  readonly signal?: AbortSignal | undefined;
  /** Called when a cell starts or ends. */
  readonly onCell?: ((event: CellEvent) => void) | undefined;
  /** Called with a line when the kernel does not start, or does not start a cell, for a while. */
  readonly log?: ((line: string) => void) | undefined;
  /** Called when the running cell reports its progress, such as a search after every trial. */
  readonly onProgress?: ((progress: CellProgress) => void) | undefined;
  /**
   * Working folder of the kernel.
   * @default the folder of the notebook, as in JupyterLab
   */
  readonly cwd?: string | undefined;
  /** The notebook, if it is read already; `path` still names it. */
  readonly content?: Notebook | undefined;
  /** Variables added to the environment of the kernel. */
  readonly environment?: { readonly [name: string]: string } | undefined;
  /**
   * Which cells run.
   * @default all but those tagged `skip` or `skip-headless`
   */
  readonly choice?: CellChoice | undefined;
  /**
   * Return the outputs of an earlier run, and run nothing, if code (without comments and formatting), parameters, lock
   * file, local modules, linked packages and declared inputs are unchanged. Other effects of the notebook, such as
   * files it writes, are not repeated.
   * @default false
   */
  readonly cache?: boolean | undefined;
  /**
   * An executed copy of this notebook: unchanged cells at its start, with all they depend on, get their values from it
   * where possible. For the kernel tslab.
   */
  readonly resume?: string | undefined;
  /**
   * Track the run: parameters, `metric()` calls, the executed notebook and its page, durations. Secrets are masked,
   * also in what a cell of a tslab notebook logs with a tracker that it opens itself.
   * @default no tracking
   */
  readonly track?: TrackNotebookOptions | undefined;
}
