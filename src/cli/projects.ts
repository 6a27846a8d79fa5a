import { didYouMean } from "../core/did-you-mean.js";
import { NotFoundError } from "../core/errors.js";
import type { Project } from "../runner/project/project.js";

/** Every worked project, loaded when it is called for. */
const projects: Readonly<Record<string, () => Promise<Project>>> = {
  traffic: async () => (await import("../projects/traffic/project.js")).trafficProject,
  telecom: async () => (await import("../projects/telecom/project.js")).telecomProject,
  milk: async () => (await import("../projects/milk/project.js")).milkProject,
  worldbank: async () => (await import("../projects/worldbank/project.js")).worldBankProject,
  crime: async () =>
    (await import("../projects/crime/project.js")).crimeProject({ token: process.env.SOCRATA_APP_TOKEN }),
};

/** The names of the worked projects, in the order they are run. */
export function projectNames(): readonly string[] {
  return Object.keys(projects);
}

/** The project of that name; refuses a name there is no project of. */
export async function projectNamed(name: string): Promise<Project> {
  const names = projectNames();
  const load = projects[name];
  if (load === undefined || !Object.hasOwn(projects, name)) {
    throw new NotFoundError(
      `there is no project "${name}"${didYouMean(name, names)}; projects are ${names.join(", ")}, or all of them as "all"`,
    );
  }
  return load();
}
