import { didYouMean } from "../../core/did-you-mean.js";
import { NotFoundError } from "../../core/errors.js";
import { checkModelName } from "./check-model-name.js";
import type { ModelVersion, RegisteredModel } from "./registry.js";
import type { RegistryStorage, StoredModel, StoredVersion } from "./registry-storage.js";

/** The model with a name. Throws NotFoundError. */
export async function getModel(storage: RegistryStorage, name: string, caller: string): Promise<StoredModel> {
  checkModelName(name, caller);
  const model = await storage.model(name);
  if (model !== undefined) return model;
  const names = await storage.names();
  const hint =
    didYouMean(name, names) || `; expected ${names.length > 0 ? `one of ${names.join(", ")}` : "a registered model"}`;
  throw new NotFoundError(`${caller}: no model "${name}" in ${storage.uri}${hint}`);
}

/** The version with a number, an alias, or the newest one ("latest"). Throws NotFoundError. */
export async function getVersion(
  storage: RegistryStorage,
  name: string,
  which: number | string,
  caller: string,
): Promise<ModelVersion> {
  const model = await getModel(storage, name, caller);
  const all = await storage.versions(name);
  const number = toNumber(which, model, all, caller);
  const found = all.find(({ version }) => version === number);
  if (found !== undefined) return withAliases(found, model);
  const known =
    all.length > 0 ? `expected one of ${all.map(({ version }) => version).join(", ")}` : "register one first";
  throw new NotFoundError(`${caller}: model "${name}" has no version ${number}; ${known}`);
}

function toNumber(which: number | string, model: StoredModel, all: readonly StoredVersion[], caller: string): number {
  if (typeof which === "number") return which;
  if (/^\d+$/.test(which)) return Number(which);
  if (which === "latest") {
    const newest = all.at(-1)?.version;
    if (newest === undefined) throw new NotFoundError(`${caller}: model "${model.name}" has no versions; register one`);
    return newest;
  }
  const version = Object.hasOwn(model.aliases, which) ? model.aliases[which] : undefined;
  if (version !== undefined) return version;
  const known = Object.keys(model.aliases).sort();
  const hint = didYouMean(which, known) || `; expected ${known.length > 0 ? `one of ${known.join(", ")}` : "a number"}`;
  throw new NotFoundError(`${caller}: model "${model.name}" has no alias "${which}"${hint}`);
}

/** The model with the numbers of its versions, newest first. */
export async function withVersions(storage: RegistryStorage, model: StoredModel): Promise<RegisteredModel> {
  const numbers = (await storage.versions(model.name)).map(({ version }) => version);
  return { ...model, versions: numbers.reverse() };
}

/** The version with the aliases of its model that name it. */
export function withAliases(version: StoredVersion, { aliases }: StoredModel): ModelVersion {
  const names = Object.keys(aliases).filter((alias) => aliases[alias] === version.version);
  return { ...version, aliases: names.sort() };
}
