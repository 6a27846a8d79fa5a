import { NotFoundError } from "../../core/errors.js";
import type { Tracker } from "../tracker.js";
import { type PromotionCase, type PromotionDecision, planPromotion, type ScoredVersion } from "./plan-promotion.js";
import type { ModelRegistry, ModelVersion } from "./registry.js";

export interface PromotionOptions extends Pick<PromotionCase, "metric" | "minGain" | "direction"> {
  readonly name: string;
  /** Version that challenges the champion: a number, an alias, or `latest`. */
  readonly challenger: number | string;
  /** Score of a version, measured on the same rows for both. @default `metric` of the run that made the version */
  readonly score?: ((version: ModelVersion) => Promise<number> | number) | undefined;
}

/** Decision of a promotion, with the scores. */
export interface Promotion extends PromotionDecision {
  readonly name: string;
  readonly challenger: ScoredVersion;
  readonly champion: ScoredVersion | undefined;
}

/**
 * Makes a challenger champion when it is better by the rule of `planPromotion`: alias `previous` is set to the old
 * champion, alias `champion` to the new one.
 *
 * @throws FailedError when another process changed the alias meanwhile; NotFoundError when a run lacks the metric.
 * @example await promoteVersion({ registry, tracker }, { name: "crime", challenger: "latest", metric: "mcc", minGain: 0.01 })
 */
export async function promoteVersion(
  { registry, tracker }: { readonly registry: ModelRegistry; readonly tracker: Pick<Tracker, "run"> },
  options: PromotionOptions,
): Promise<Promotion> {
  const { name, metric, score = (version) => readMetric(tracker, version, metric) } = options;
  const { aliases } = await registry.model(name);
  const toScored = async (which: number | string): Promise<ScoredVersion> => {
    const version = await registry.version(name, which);
    return { version: version.version, score: await score(version) };
  };
  const challenger = await toScored(options.challenger);
  const current = aliases.champion;
  const champion =
    current === undefined ? undefined : current === challenger.version ? challenger : await toScored(current);
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

async function readMetric(
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
