import { contentHash } from "../../core/content-hash.js";
import { type RandomSource, randomSource } from "../../core/random-source.js";

/** The random source of one trial, derived from seed and number, so that a resumed search needs no generator state. */
export function trialRandom(seed: number, number: number): RandomSource {
  return randomSource(Number.parseInt(contentHash(`${seed}/${number}`).slice(0, 13), 16));
}
