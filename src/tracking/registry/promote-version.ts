import { NotFoundError } from "../../core/errors.js";
import type { Tracker } from "../tracker.js";
import { type PromotionCase, type PromotionDecision, planPromotion, type ScoredVersion } from "./plan-promotion.js";
import type { ModelRegistry, ModelVersion } from "./registry.js";

export interface PromotionOptions extends Pick<PromotionCase, "metric" | "minGain" | "direction"> {
  readonly name: string;
  /** Which version asks for the place: a number, an alias, or `latest`. */
  readonly challenger: number | string;
  /** How well a version does, measured on the same rows for both. Default: `metric` of the run that made the version. */
  readonly score?: (version: ModelVersion) => Promise<number> | number;
}

/** What a promotion decided and did. */
export interface Promotion extends PromotionDecision {
  readonly name: string;
  readonly challenger: ScoredVersion;
  readonly champion: ScoredVersion | undefined;
}

/**
 * Decides whether a challenger becomes champion, and does it: alias `previous` goes to the old champion, alias `champion` to the new.
 * When another process moved the alias meanwhile nothing is done and a FailedError says so.
 */
export async function promoteVersion(
  { registry, tracker }: { readonly registry: ModelRegistry; readonly tracker: Pick<Tracker, "run"> },
  options: PromotionOptions,
): Promise<Promotion> {
  const { name, metric, score = (version) => metricOfRun(tracker, version, metric) } = options;
  const { aliases } = await registry.model(name);
  const scored = async (which: number | string): Promise<ScoredVersion> => {
    const version = await registry.version(name, which);
    return { version: version.version, score: await score(version) };
  };
  const challenger = await scored(options.challenger);
  const current = aliases.champion;
  const champion =
    current === undefined ? undefined : current === challenger.version ? challenger : await scored(current);
  const decision = planPromotion({
    champion,
    challenger,
    metric,
    minGain: options.minGain,
    direction: options.direction,
  });
  if (decision.promote) {
    const changes = { ...(current === undefined ? {} : { previous: current }), champion: challenger.version };
    await registry.setAliases(name, changes, { expected: { champion: current ?? null } });
  }
  return { ...decision, name, challenger, champion };
}

async function metricOfRun(
  tracker: Pick<Tracker, "run">,
  { name, version, runId }: ModelVersion,
  metric: string,
): Promise<number> {
  const metrics = runId === undefined ? {} : (await tracker.run(runId)).metrics;
  const value = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
  if (value !== undefined) return value;
  const known = Object.keys(metrics).sort().join(", ");
  throw new NotFoundError(
    `promoteVersion: the run of version ${version} of "${name}" has no metric "${metric}"; it has ${known || "none"}`,
  );
}
