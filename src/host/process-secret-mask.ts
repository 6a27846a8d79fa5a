import { environmentSecrets } from "../notebook/run/environment-secrets.js";
import { secretMask } from "../notebook/run/secret-mask.js";

/** Under this name on `globalThis` a run tells its kernel the values of secret parameters. */
export const runSecretsKey: unique symbol = Symbol.for("cuaderno.secrets");

/**
 * What takes secrets out of texts that this process puts on record: values of secret-looking environment variables, and those of the secret parameters
 * of the notebook that runs here.
 */
export function processSecretMask(): (text: string) => string {
  const told = (globalThis as { [runSecretsKey]?: unknown })[runSecretsKey];
  const ofRun = Array.isArray(told) ? told.map(String) : [];
  return secretMask([...environmentSecrets(process.env), ...ofRun]);
}
