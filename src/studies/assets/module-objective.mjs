// The objective that a module exports, for the threads of a search worker.
export async function createObjective({ moduleUrl, exportName }) {
  const module = await import(moduleUrl);
  return module[exportName] ?? module.default?.[exportName];
}
