import { environmentSecrets } from "../notebook/run/environment-secrets.js";
import { secretMask } from "../notebook/run/secret-mask.js";

/** Key of `globalThis` under which a run passes the values of secret parameters to its kernel. */
export const runSecretsKey: unique symbol = Symbol.for("cuaderno.secrets");

type Mask = (text: string) => string;

/** The mask of the last call, with the variables and secrets of the run that it was made of. */
let last: { readonly from: string; readonly mask: Mask } | undefined;

/**
 * A function that masks secrets in strings before this process records them: values of secret environment variables,
 * and of the secret parameters of the notebook that runs here. As trackers call this at each write, it is made again
 * only when one of these has changed.
 */
export function processSecretMask(): Mask {
  const values = (globalThis as { [runSecretsKey]?: unknown })[runSecretsKey];
  const ofRun = Array.isArray(values) ? values.map(String) : [];
  const environment = { ...process.env };
  const from = JSON.stringify([environment, ofRun]);
  if (last?.from !== from) last = { from, mask: secretMask([...environmentSecrets(environment), ...ofRun]) };
  return last.mask;
}
