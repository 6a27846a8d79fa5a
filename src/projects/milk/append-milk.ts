import { type AppendedFile, appendFile } from "./append-file.js";
import { type HistoryEntry, recordHistory } from "./history.js";
import { loadMilk } from "./load.js";
import type { OpenMilkOptions } from "./milk-folder.js";
import { readTraining } from "./stored-training.js";

/** A file to append. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What became of each file. */
export interface AppendReport {
  readonly files: readonly (AppendedFile | { readonly file: string; readonly error: string })[];
  /** How model and data stood after each change, when a model has been trained. */
  readonly history: readonly HistoryEntry[];
}

/**
 * Appends later months to the trusted tables and judges the model again. A file that cannot be read is told with its reason and leaves the
 * others and every table as they are.
 */
export async function appendMilk(
  address: string,
  files: readonly NamedBytes[],
  options: OpenMilkOptions = {},
): Promise<AppendReport> {
  const { folder } = await loadMilk(address, options);
  const accounts: AppendReport["files"][number][] = [];
  for (const { name, bytes } of files) {
    try {
      accounts.push(await appendFile(folder, bytes, name));
    } catch (thrown) {
      accounts.push({ file: name, error: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  }
  const tables = await loadMilk(address, options);
  const training = await readTraining(folder.refined);
  return { files: accounts, history: training === undefined ? [] : await recordHistory(tables, training.model) };
}
