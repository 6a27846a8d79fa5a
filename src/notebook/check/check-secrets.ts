/** A string that looks like a key. */
export interface SecretShape {
  readonly kind: string;
  readonly offset: number;
  /** Its beginning: enough to find it, too little to use it. */
  readonly masked: string;
}

const shapes: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["AWS access key", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  ["AWS secret key", /(?<=secret_?access_?key["']?\s*[=:]\s*["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/gi],
  ["private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/g],
  ["GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/g],
  ["GitLab token", /\bglpat-[A-Za-z0-9_-]{20,}/g],
  ["Slack token", /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g],
  ["Google API key", /\bAIza[0-9A-Za-z_-]{35}\b/g],
  ["npm token", /\bnpm_[A-Za-z0-9]{36}\b/g],
  ["Stripe key", /\b[rs]k_live_[A-Za-z0-9]{16,}/g],
  ["API key", /\bsk-(?:[a-z]+-)*[A-Za-z0-9_]{20,}/g],
  ["JSON web token", /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g],
  ["password in a URL", /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'`${}]{1,64}:)[^\s/:@"'`${}]{3,}(?=@[\w.-])/gi],
];

/**
 * Strings that look like a key, token, private key or password, in order of their offsets. A word that only begins like
 * a key is too short to be one.
 *
 * @example secretShapes("no keys here") // []
 */
export function secretShapes(text: string): readonly SecretShape[] {
  return shapes
    .flatMap(([kind, pattern]) =>
      [...text.matchAll(pattern)].map((match) => ({ kind, offset: match.index, masked: masked(match[0]) })),
    )
    .sort((a, b) => a.offset - b.offset);
}

function masked(secret: string): string {
  return secret.startsWith("-----") ? secret : `${secret.slice(0, secret.length > 12 ? 4 : 1)}…`;
}
