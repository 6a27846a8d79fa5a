import { environmentSecrets } from "../notebook/run/environment-secrets.js";
import { secretMask } from "../notebook/run/secret-mask.js";

/** Key of `globalThis` under which a run passes the values of secret parameters to its kernel. */
export const runSecretsKey: unique symbol = Symbol.for("cuaderno.secrets");

/**
 * A function that masks secrets in strings before this process records them: values of secret environment variables,
 * and of the secret parameters of the notebook that runs here.
 */
export function processSecretMask(): (text: string) => string {
  const values = (globalThis as { [runSecretsKey]?: unknown })[runSecretsKey];
  const ofRun = Array.isArray(values) ? values.map(String) : [];
  return secretMask([...environmentSecrets(process.env), ...ofRun]);
}
