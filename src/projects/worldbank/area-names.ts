import { loadPolars } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { wrongAreaNames } from "./area-kind.js";

/** An area whose files do not agree on its name, or whose name is wrong. */
export interface AreaNames {
  readonly code: string;
  readonly names: readonly string[];
  /** What it is, where a name in the files is wrong. */
  readonly right: string;
}

/** The areas that have several names in the files, or a wrong one: the reason to join by code and never by name. */
export function areaNames(observations: DataFrame): readonly AreaNames[] {
  const pl = loadPolars();
  const pairs = observations
    .select("REF_AREA", "REF_AREA_LABEL")
    .filter(pl.col("REF_AREA_LABEL").isNotNull())
    .unique()
    .sort(["REF_AREA", "REF_AREA_LABEL"])
    .rows() as [string, string][];
  const found = new Map<string, string[]>();
  for (const [code, name] of pairs) found.set(code, [...(found.get(code) ?? []), name]);
  return [...found]
    .map(([code, names]) => ({ code, names, right: wrongAreaNames[code] ?? "" }))
    .filter(({ names, right }) => names.length > 1 || (right !== "" && !names.includes(right)));
}
