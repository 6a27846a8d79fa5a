/** Limits the requests of each client. */
export interface RateLimit {
  /** Seconds to wait before the next request of the client is accepted; 0 where this one is. */
  take(client: string): number;
}

/**
 * A token bucket for each client: `burst` requests at once, then `perSecond`.
 *
 * @param now milliseconds
 * @example rateLimit(10, 20, () => performance.now()).take("10.0.0.7") // 0
 */
export function rateLimit(perSecond: number, burst: number, now: () => number): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const fullAfterMs = (burst / perSecond) * 1_000;
  return {
    take(client) {
      const at = now();
      if (buckets.size > 10_000) {
        for (const [key, bucket] of buckets) if (at - bucket.at > fullAfterMs) buckets.delete(key);
      }
      const bucket = buckets.get(client) ?? { tokens: burst, at };
      const tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1_000) * perSecond);
      const isAccepted = tokens >= 1;
      buckets.set(client, { tokens: isAccepted ? tokens - 1 : tokens, at });
      return isAccepted ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond));
    },
  };
}
