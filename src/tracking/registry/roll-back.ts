import { NotFoundError } from "../../core/errors.js";
import type { ModelRegistry, RegisteredModel } from "./registry.js";

/**
 * Makes the version with alias `previous` champion again, and the champion until now `previous`: a second call takes the first one
 * back. Refused when there is no previous one.
 */
export async function rollBack(registry: ModelRegistry, name: string): Promise<RegisteredModel> {
  const { champion, previous } = (await registry.model(name)).aliases;
  if (champion === undefined || previous === undefined || champion === previous) {
    const now = champion === undefined ? "it has no champion" : `its champion is version ${champion}`;
    throw new NotFoundError(`rollBack: model "${name}" has no previous champion to go back to; ${now}`);
  }
  return await registry.setAliases(
    name,
    { champion: previous, previous: champion },
    { expected: { champion, previous } },
  );
}
