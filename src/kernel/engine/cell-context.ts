import { AsyncLocalStorage } from "node:async_hooks";
import type { JsonObject } from "../../core/json.js";
import type { UsedResources } from "./compiler-helpers.js";

/** One run of a cell. Timers and promises that it starts belong to it, also after its end. */
export interface CellContext {
  /** `In[3]`, as in stacks. */
  readonly name: string;
  readonly count: number;
  /** Sends a message about an output of this cell. */
  publish(type: string, content: JsonObject): void;
  /** Requests a line of input from the client. */
  readInput(prompt: string, password: boolean): Promise<string>;
  /** What it threw, and what its timers and promises threw while it ran. */
  readonly thrown: unknown[];
  /** Rejects the promises that it waits for. */
  readonly waits: Set<(reason: unknown) => void>;
  /** What it has declared with `using`. */
  resources: UsedResources | undefined;
  isRunning: boolean;
  isInterrupted: boolean;
  /** Whether its types were to be checked and could not be. */
  isUnchecked?: boolean | undefined;
}

const storage = new AsyncLocalStorage<CellContext>();
let latest: CellContext | undefined;

/** Runs work as part of a cell. */
export function runInCell<Result>(context: CellContext, work: () => Result): Result {
  latest = context;
  return storage.run(context, work);
}

/** The cell that started the running code, else the latest one. */
export function currentCell(): CellContext | undefined {
  return storage.getStore() ?? latest;
}
