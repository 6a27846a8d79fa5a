import type { Store } from "../../store/store.js";
import { type DataOrigin, type DataSource, readDataOrigin } from "./pull-data.js";

/** What is in place of a project's sample, or undefined when nothing is. A sample that comes with the repository has no account of its own. */
export async function readSampleOrigin(sample: Store, source: DataSource): Promise<DataOrigin | undefined> {
  const made = await readDataOrigin(sample, source);
  if (made === undefined) return undefined;
  return { ...made, data: "sample", from: "sample", label: "sample, made up", address: "seeded generator" };
}
