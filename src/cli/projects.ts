import { didYouMean } from "../core/did-you-mean.js";
import { NotFoundError } from "../core/errors.js";
import type { DataSource } from "../sources/pull/pull-data.js";

/** The publisher source of every worked project, loaded when it is used. */
const sources: Readonly<Record<string, () => Promise<DataSource>>> = {
  traffic: async () => (await import("../projects/traffic/index.js")).trafficSource(),
  telecom: async () => (await import("../projects/telecom/index.js")).telecomSource(),
  milk: async () => (await import("../projects/milk/index.js")).milkSource(),
  worldbank: async () => (await import("../projects/worldbank/index.js")).worldBankSource(),
  crime: async () => (await import("../projects/crime/index.js")).crimeSource({ token: process.env.SOCRATA_APP_TOKEN }),
};

/**
 * The source of a worked project.
 * @throws NotFoundError for another name
 */
export async function getSource(command: string, name: string): Promise<DataSource> {
  const names = Object.keys(sources);
  const load = Object.hasOwn(sources, name) ? sources[name] : undefined;
  if (load === undefined) {
    throw new NotFoundError(
      `${command}: no source named "${name}"${didYouMean(name, names) || `; expected ${names.join(", ")}`}`,
    );
  }
  return await load();
}
