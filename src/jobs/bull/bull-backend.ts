import type * as Bull from "bullmq";
import { EnvironmentError } from "../../core/errors.js";
import type { KeyValues } from "../job-queue.js";

/** What differs between BullMQ on Redis and on PostgreSQL. */
export interface BullBackend {
  /** The address without credentials. */
  readonly name: string;
  readonly connection: unknown;
  /** Undefined for Redis, the default of BullMQ. */
  readonly factory: typeof Bull.createPostgresBackend | undefined;
  readonly values: KeyValues;
  close(): Promise<void>;
}

/** Loads a package that only users of a queue need. */
export async function loadQueuePackage<Loaded>(name: string, load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load();
  } catch (cause) {
    throw new EnvironmentError(`queue: jobs on many machines need the package "${name}"; run "npm install ${name}"`, {
      cause,
    });
  }
}
