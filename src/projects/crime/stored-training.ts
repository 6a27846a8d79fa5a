import { FormatError, openStore } from "cuaderno";
import { prefixStore } from "cuaderno/sources";
import type { Store } from "cuaderno/store";
import type { ChampionOutcome } from "./champion.js";
import type { CrimeMonitoringSummary } from "./monitoring-summary.js";
import type { CrimeTraining } from "./train.js";

/** What the refined folder keeps of a training, a promotion and a monitoring. */
export interface CrimeRecords {
  readonly training: CrimeTraining & { readonly runId: string };
  readonly champion: ChampionOutcome;
  readonly monitoring: CrimeMonitoringSummary;
  readonly outcome: { readonly reason: string };
}

/** The refined folder of a kind of data, local or on a store. */
export async function refinedFolder(folder: string, data: "real" | "sample"): Promise<Store> {
  const { store, key } = await openStore(folder.endsWith("/") ? folder : `${folder}/`);
  return prefixStore(store, `${key}refined/${data}`);
}

/** One record, or undefined when there is none yet. */
export async function readRecord<Name extends keyof CrimeRecords>(
  refined: Store,
  name: Name,
): Promise<CrimeRecords[Name] | undefined> {
  const key = `${name}.json`;
  if ((await refined.stat(key)) === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(await refined.read(key))) as CrimeRecords[Name];
  } catch (cause) {
    throw new FormatError(`readRecord: ${refined.name}/${key} is not JSON; remove it, the next run trains again`, {
      cause,
    });
  }
}

/** Keeps a record, whole or not at all. */
export async function writeRecord<Name extends keyof CrimeRecords>(
  refined: Store,
  name: Name,
  record: CrimeRecords[Name],
): Promise<void> {
  await refined.write(`${name}.json`, new TextEncoder().encode(`${JSON.stringify(record)}\n`));
}
