import { type Columns, columnsFromEntries, contentHash, fitSteps, getNumbers, openStore, writeTable } from "cuaderno";
import { prefixStore } from "cuaderno/sources";
import { takeRows, toFrame } from "cuaderno/table";
import { crimeSplit } from "./compare.js";
import { crimeSteps } from "./features.js";
import type { CrimeTable } from "./load.js";
import { locatedCrimes } from "./prepare.js";

/** What two encoded tables are: enough to tell whether they are those that a model was made of. */
export interface EncodedManifest {
  readonly seed: number;
  readonly from: string;
  readonly until: string;
  /** Version of the trusted table. */
  readonly tableVersion: number;
  /** Columns in order; the first is the report's number, the last what is predicted. */
  readonly columns: readonly string[];
  readonly files: readonly {
    readonly name: string;
    readonly rows: number;
    readonly arrests: number;
    readonly sha256: string;
  }[];
}

/**
 * Writes `train_encoded.csv` and `test_encoded.csv` into the refined folder, as models see them, and `encoded_manifest.json` last. What is
 * encoded is learned from training rows; nothing is balanced, since that belongs into the fit.
 */
export async function writeEncodedTables(
  folder: string,
  table: CrimeTable,
  { seed = 17 }: { readonly seed?: number } = {},
): Promise<EncodedManifest> {
  const rows = locatedCrimes(table.frame);
  const split = crimeSplit(rows, seed);
  const train = takeRows(rows, split.train);
  const seen = fitSteps(crimeSteps(table.stations), train, "arrest");
  const encoded = (own: Columns): Columns =>
    columnsFromEntries([
      ["id", { kind: "number", values: getNumbers(own, "id") }],
      ...seen.transform(own).byName,
      ["arrest", { kind: "number", values: getNumbers(own, "arrest") }],
    ]);
  const address = `${folder.replace(/\/$/, "")}/refined/${table.origin.data}`;
  const { store, key } = await openStore(`${address}/`);
  const refined = prefixStore(store, key);
  const files: EncodedManifest["files"][number][] = [];
  for (const [name, own] of [
    ["train_encoded.csv", train],
    ["test_encoded.csv", takeRows(rows, split.test)],
  ] as const) {
    await writeTable(`${address}/${name}`, toFrame(encoded(own)));
    const arrests = getNumbers(own, "arrest").reduce((sum, value) => sum + value, 0);
    files.push({ name, rows: own.rowCount, arrests, sha256: contentHash(await refined.read(name)) });
  }
  const manifest: EncodedManifest = {
    seed,
    from: table.months[0] ?? "",
    until: table.months.at(-1) ?? "",
    tableVersion: table.version,
    columns: ["id", ...seen.training.byName.keys(), "arrest"],
    files,
  };
  await refined.write("encoded_manifest.json", new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`));
  return manifest;
}
