import type { Json } from "../../core/json.js";
import type { FlowCondition } from "./flow-condition.js";

/** A folder of notebooks that run as one: what `flow.yaml` says, with every default filled in. */
export interface Flow {
  /** The folder's name. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The kernel that runs the notebooks instead of the one they name. */
  readonly kernel: string | undefined;
  /** Given to every notebook that declares them. */
  readonly parameters: { readonly [name: string]: Json };
  readonly steps: readonly FlowStep[];
}

/** One notebook of a flow. */
export interface FlowStep {
  /** The file name without extension; with a matrix, followed by its values. */
  readonly name: string;
  /** The file name in the flow's folder. */
  readonly notebook: string;
  /** Names of the steps that run before. */
  readonly needs: readonly string[];
  readonly parameters: { readonly [name: string]: Json };
  /** URIs and paths, relative to the flow's folder, that the notebook reads in addition to those it declares. */
  readonly inputs: readonly string[];
  /** URIs and paths that exist after it ran. */
  readonly outputs: readonly string[];
  /** How often a failed notebook is run again. */
  readonly retries: number;
  readonly timeoutMs: number | undefined;
  /** Runs only where this holds for the metrics of the steps it needs. */
  readonly when: FlowCondition | undefined;
  /** Where `flow.yaml` defines it, for messages: `flow.yaml:7:3`; the file name without a `flow.yaml`. */
  readonly location: string;
}
