import { NotFoundError } from "../../core/errors.js";
import type { ModelRegistry, RegisteredModel } from "./registry.js";

/**
 * Swaps the aliases `champion` and `previous` of a model: the previous champion is champion again, and a second call
 * undoes the first.
 *
 * @throws NotFoundError when the model has no previous champion.
 * @example (await rollBack(registry, "crime-arrest")).aliases
 */
export async function rollBack(registry: ModelRegistry, name: string): Promise<RegisteredModel> {
  const { champion, previous } = (await registry.model(name)).aliases;
  if (champion === undefined || previous === undefined || champion === previous) {
    const now = champion === undefined ? "it has no champion" : `version ${champion} is champion`;
    throw new NotFoundError(
      `rollBack: model "${name}" has no previous champion, ${now}; promote another version first`,
    );
  }
  return await registry.setAliases(
    name,
    { champion: previous, previous: champion },
    { expected: { champion, previous } },
  );
}
