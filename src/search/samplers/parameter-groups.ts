/**
 * Groups of parameters that always occur together, as Optuna's group decomposition. `points` are the names of the
 * parameters of each trial.
 *
 * @example parameterGroups([["a", "b"], ["b", "c"]]) // [["b"], ["a"], ["c"]]
 */
export function parameterGroups(points: readonly (readonly string[])[]): readonly (readonly string[])[] {
  let groups: readonly (readonly string[])[] = [];
  for (const point of points) {
    const names = new Set(point);
    const known = new Set(groups.flat());
    groups = [
      ...groups.flatMap((group) => [group.filter((name) => names.has(name)), group.filter((name) => !names.has(name))]),
      point.filter((name) => !known.has(name)),
    ].filter((group) => group.length > 0);
  }
  return groups;
}
