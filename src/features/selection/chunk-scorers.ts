import { correlationStatistic } from "../../stats/f-regression.js";
import { coMoments } from "../co-moments.js";
import { type Moments, mergeMoments, noMoments } from "../column-moments.js";
import { groupedMoments } from "../grouped-moments.js";

/** Scores columns against a target, from any number of chunks. */
export interface ChunkScorer {
  /** Adds rows: an array for each column. */
  add(columns: readonly Float64Array[], target: Float64Array): void;
  scores(): readonly number[];
}

/** The F statistic of `fRegression` for each column. */
export function regressionScorer(width: number): ChunkScorer {
  const moments = coMoments(width + 1);
  return {
    add: (columns, target) => moments.add([...columns, target]),
    scores: () =>
      Array.from({ length: width }, (_, column) =>
        correlationStatistic(moments.correlation(column, width), moments.count),
      ),
  };
}

/** The F statistic of `fClasses` for each column. */
export function classScorer(width: number): ChunkScorer {
  const positions = new Map<number, number>();
  const columns = Array.from({ length: width }, () => groupedMoments(1));
  return {
    add(values, target) {
      for (const label of new Set(target)) positions.set(label, positions.get(label) ?? positions.size);
      const groups = Int32Array.from(target, (label) => positions.get(label) ?? 0);
      const folds = new Int32Array(target.length);
      columns.forEach((moments, column) => void moments.add(groups, folds, values[column]));
    },
    scores: () => columns.map(({ merged }) => classStatistic([...positions.values()].map((group) => merged(group)))),
  };
}

function classStatistic(classes: readonly Moments[]): number {
  const { count, mean } = classes.reduce(mergeMoments, noMoments);
  const between = classes.reduce((sum, own) => sum + own.count * (own.mean - mean) ** 2, 0);
  const within = classes.reduce((sum, { squares }) => sum + squares, 0);
  return between / (classes.length - 1) / (within / (count - classes.length));
}
