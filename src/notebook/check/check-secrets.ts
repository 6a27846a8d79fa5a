/** A string that looks like a key. */
export interface SecretShape {
  readonly kind: string;
  readonly offset: number;
  /** Its beginning: enough to find it, too little to use it. */
  readonly masked: string;
}

/** Keys and tokens that their services make recognisable. */
const tokens: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["AWS access key", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  ["AWS secret key", /(?<=secret_?access_?key["']?\s*[=:]\s*["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/gi],
  ["GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/g],
  ["GitLab token", /\bglpat-[A-Za-z0-9_-]{20,}/g],
  ["Slack token", /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g],
  ["Google API key", /\bAIza[0-9A-Za-z_-]{35}\b/g],
  ["npm token", /\bnpm_[A-Za-z0-9]{36}\b/g],
  ["Stripe key", /\b[rs]k_live_[A-Za-z0-9]{16,}/g],
  ["API key", /\bsk-(?:[a-z]+-)*[A-Za-z0-9_]{20,}/g],
  ["JSON web token", /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g],
  ["PyPI token", /\bpypi-[A-Za-z0-9_-]{16,}/g],
  ["Hugging Face token", /\bhf_[A-Za-z0-9]{30,}/g],
  ["SendGrid key", /\bSG\.[\w-]{16,}\.[\w-]{16,}/g],
  ["Shopify token", /\bshp(?:at|ca|pa|ss)_[a-f0-9]{32}\b/g],
  ["DigitalOcean token", /\bdo[opr]_v1_[a-f0-9]{32,}/g],
  ["Databricks token", /\bdapi[a-f0-9]{32}\b/g],
  ["Vault token", /\bhv[sbr]\.[A-Za-z0-9_-]{20,}/g],
  ["Postman key", /\bPMAK-[a-f0-9]{24}-[a-f0-9]{10,}/g],
  ["Telegram token", /\b\d{8,10}:AA[\w-]{33}\b/g],
  ["age key", /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/g],
];

const shapes: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ...tokens,
  ["private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/g],
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

/**
 * The keys and tokens in a string that have the form of a known service.
 *
 * @example findTokens("no keys here") // []
 */
export function findTokens(text: string): readonly string[] {
  return tokens.flatMap(([, pattern]) => [...text.matchAll(pattern)].map(([token]) => token));
}

function masked(secret: string): string {
  return secret.startsWith("-----") ? secret : `${secret.slice(0, secret.length > 12 ? 4 : 1)}…`;
}
