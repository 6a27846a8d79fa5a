import { contentHash } from "../../core/content-hash.js";
import { type RandomSource, randomSource } from "../../core/random-source.js";

/** The randomness of one trial. It follows from seed and number alone, so a resumed search needs no state of a generator. */
export function trialRandom(seed: number, number: number): RandomSource {
  return randomSource(Number.parseInt(contentHash(`${seed}/${number}`).slice(0, 13), 16));
}
