import type { Store } from "../../store/store.js";
import { type DataFiles, type DataOrigin, readDataOrigin, sampleLabel } from "./read-data-origin.js";

/**
 * Origin of a project's sample, or undefined for an empty folder. A sample that comes with the repository has no origin
 * file.
 */
export async function readSampleOrigin(sample: Store, source: DataFiles): Promise<DataOrigin | undefined> {
  const origin = await readDataOrigin(sample, source);
  if (origin === undefined) return undefined;
  return { ...origin, data: "sample", from: "sample", label: sampleLabel, address: "seeded generator" };
}
