import { loadModel, matthewsCorrelation, promoteVersion } from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";
import type { ModelRegistry, Run, Tracker } from "cuaderno/tracking";
import type { CrimeTable } from "./load.js";
import { locatedCrimes } from "./prepare.js";
import { arrestsOf } from "./table-parts.js";

/** The share by which a challenger's MCC must exceed the champion's, as in the original project. */
export const promotionGain = 0.01;

/** What became of a challenger. */
export interface ChampionOutcome {
  readonly name: string;
  /** Versions that are champion and, if any, previous, afterwards. */
  readonly champion: number;
  readonly previous: number | null;
  readonly promoted: boolean;
  readonly reason: string;
}

/** Where models stand in the registry; made-up data never competes with real data. */
export function crimeModelName(data: "real" | "sample"): string {
  return data === "real" ? "crime-arrest" : "crime-arrest-sample";
}

/** Puts a fitted pipeline on record with its run and registers it; the number of its version. */
export async function registerCrimeModel(
  registry: ModelRegistry,
  run: Run,
  model: FittedPipeline,
  { name, description }: { readonly name: string; readonly description: string },
): Promise<number> {
  await run.logArtifact("model/pipeline.json", JSON.stringify(model.toJSON()));
  const { version } = await registry.register(name, { runId: run.id, path: "model/pipeline.json", description });
  return version;
}

/**
 * Sets a version against the champion on the months after the window, which neither has seen, and makes it champion when its MCC is better
 * by one per cent. The old champion stays as `previous`.
 */
export async function challengeChampion(
  { registry, tracker }: { readonly registry: ModelRegistry; readonly tracker: Tracker },
  table: CrimeTable,
  { name, version }: { readonly name: string; readonly version: number },
): Promise<ChampionOutcome> {
  const rows = locatedCrimes(table.later);
  const actual = arrestsOf(rows);
  const promotion = await promoteVersion(
    { registry, tracker },
    {
      name,
      challenger: version,
      metric: "MCC",
      minGain: promotionGain,
      score: async (own) => {
        const model = await loadModel(`models:/${own.name}/${own.version}`, { registry });
        const arrests = model.probability(rows).map((probability) => (probability > 0.5 ? 1 : 0));
        return matthewsCorrelation(actual, arrests);
      },
    },
  );
  const { champion = version, previous = null } = (await registry.model(name)).aliases;
  return { name, champion, previous, promoted: promotion.promote, reason: promotion.reason };
}
