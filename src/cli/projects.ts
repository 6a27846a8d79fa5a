import { didYouMean } from "../core/did-you-mean.js";
import { NotFoundError } from "../core/errors.js";
import type { Project } from "../runtime/project.js";

/** Every worked project, loaded when it is called for. */
const projects: Readonly<Record<string, () => Promise<Project>>> = {
  traffic: async () => (await import("../projects/traffic/project.js")).trafficProject,
};

/** The project of that name; refuses a name there is no project of. */
export async function projectNamed(name: string): Promise<Project> {
  const names = Object.keys(projects);
  const load = projects[name];
  if (load === undefined || !Object.hasOwn(projects, name)) {
    throw new NotFoundError(
      `there is no project "${name}"${didYouMean(name, names)}; projects are ${names.join(", ")}`,
    );
  }
  return load();
}
