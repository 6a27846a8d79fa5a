import { ArgumentError } from "../../core/errors.js";

/** Scores that decide a promotion. */
export interface PromotionCase {
  /** Undefined without a champion. */
  readonly champion: ScoredVersion | undefined;
  readonly challenger: ScoredVersion;
  /** Name of the score, for the reason. */
  readonly metric: string;
  /** Required gain as a share of the champion's score: 0.01 is one percent. @default 0 */
  readonly minGain?: number | undefined;
  /** Whether a larger or a smaller score is better. @default "maximize" */
  readonly direction?: "maximize" | "minimize" | undefined;
}

export interface ScoredVersion {
  readonly version: number;
  readonly score: number;
}

/** Whether the challenger becomes champion, and the reason. */
export interface PromotionDecision {
  readonly promote: boolean;
  readonly reason: string;
  /** Score that the challenger had to reach; undefined without a champion. */
  readonly needed: number | undefined;
}

/**
 * Whether a challenger becomes champion: without a champion, or when its score is better by at least the share
 * `minGain`. A score that is NaN or infinite never wins, and a champion with such a score always loses.
 *
 * @example planPromotion({ champion: { version: 1, score: 0.6 }, challenger: { version: 2, score: 0.603 }, metric: "mcc", minGain: 0.01 }).promote // false
 */
export function planPromotion({
  champion,
  challenger,
  metric,
  minGain = 0,
  direction = "maximize",
}: PromotionCase): PromotionDecision {
  if (!(minGain >= 0))
    throw new ArgumentError(`planPromotion: minGain must be >= 0, got ${minGain}; 0.01 is one percent`);
  const shown = (score: number): string => String(Number(score.toPrecision(4)));
  const challenge = `version ${challenger.version} has ${metric} ${shown(challenger.score)}`;
  if (!Number.isFinite(challenger.score)) return { promote: false, reason: challenge, needed: undefined };
  if (champion === undefined)
    return { promote: true, reason: `${challenge}, and the model has no champion`, needed: undefined };
  if (champion.version === challenger.version) {
    return { promote: false, reason: `version ${challenger.version} is the champion already`, needed: undefined };
  }
  const sign = direction === "maximize" ? 1 : -1;
  const needed = champion.score + sign * minGain * Math.abs(champion.score);
  const gain = sign * (challenger.score - champion.score);
  const enough = !Number.isFinite(champion.score) || (gain > 0 && sign * (challenger.score - needed) >= 0);
  const against = `the champion, version ${champion.version}, has ${shown(champion.score)}, and ${shown(needed)} is required`;
  return { promote: enough, reason: `${challenge}; ${against}`, needed };
}
