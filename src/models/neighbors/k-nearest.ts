import { ArgumentError, FormatError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import type { Matrix } from "../../table/matrix.js";
import { checkComplete, checkFeatures, checkFit, refuseWeights } from "../check-fit.js";
import { knownClasses, likeliestClass } from "../known-classes.js";
import type { FittedModel, Model } from "../model.js";

export interface KNearestOptions {
  /** How many nearest training rows answer. Default: 5. */
  readonly neighbours?: number;
  /** `number` answers with their mean, `class` with their most frequent class. */
  readonly target: "number" | "class";
  /** `equal` rows, or each by 1 / `distance`; a row at distance 0 then answers alone. Default: `equal`. */
  readonly weigh?: "equal" | "distance";
}

/**
 * A model that answers with the training rows nearest to the row asked for, by Euclidean distance, as scikit-learn's KNeighbors. Of rows
 * equally far the one that stands first in the table counts.
 *
 * The fitted model holds all training rows. Columns of different units want `standardScale` before it. Missing values are refused.
 *
 * @example kNearest({ target: "class", neighbours: 3 }).kind // "kNearest"
 */
export function kNearest({ neighbours = 5, target: wanted, weigh = "equal" }: KNearestOptions): Model {
  const settings = { neighbours, wanted, weigh };
  checkSettings(settings);
  return {
    kind: "kNearest",
    fit(matrix, target, options) {
      checkFit("kNearest", matrix, target);
      refuseWeights("kNearest", options);
      checkComplete("kNearest", matrix);
      if (neighbours > matrix.rowCount) {
        throw new ArgumentError(
          `kNearest: ${neighbours} neighbours of ${matrix.rowCount} training rows; ask for fewer neighbours`,
        );
      }
      const copy = { ...matrix, columns: matrix.columns.map((values) => values.slice()) };
      return fittedKNearest(settings, copy, target.slice());
    },
  };
}

/** Brings back what `toJSON` of a fitted kNearest wrote. */
export function restoreKNearest(json: JsonReader): FittedModel {
  const settings = {
    neighbours: json.integer("neighbours"),
    wanted: json.string("wanted") as Settings["wanted"],
    weigh: json.string("weigh") as Settings["weigh"],
  };
  checkSettings(settings);
  const target = Float64Array.from(json.numbers("target"));
  const names = json.strings("featureNames");
  const columns = json.objects("columns").map((item) => Float64Array.from(item.numbers("values")));
  if (columns.length !== names.length || columns.some((values) => values.length !== target.length)) {
    throw new FormatError(`${json.path}.columns: must hold ${names.length} columns of ${target.length} values`);
  }
  if (settings.neighbours > target.length) {
    throw new FormatError(`${json.path}.neighbours: is ${settings.neighbours}, there are ${target.length} rows`);
  }
  return fittedKNearest(settings, { rowCount: target.length, names, columns }, target);
}

interface Settings {
  readonly neighbours: number;
  readonly wanted: "number" | "class";
  readonly weigh: "equal" | "distance";
}

function checkSettings({ neighbours, wanted, weigh }: Settings): void {
  if (!Number.isInteger(neighbours) || neighbours < 1) {
    throw new ArgumentError(`kNearest: neighbours must be a whole number of at least 1, got ${neighbours}`);
  }
  if (wanted !== "number" && wanted !== "class") {
    throw new ArgumentError(`kNearest: target must be "number" or "class", got ${JSON.stringify(wanted)}`);
  }
  if (weigh !== "equal" && weigh !== "distance") {
    throw new ArgumentError(`kNearest: weigh must be "equal" or "distance", got ${JSON.stringify(weigh)}`);
  }
}

function fittedKNearest(settings: Settings, training: Matrix, target: Float64Array): FittedModel {
  const { neighbours, wanted, weigh } = settings;
  const common = {
    kind: "kNearest",
    featureNames: training.names,
    toJSON: () => ({
      kind: "kNearest",
      featureNames: [...training.names],
      neighbours,
      wanted,
      weigh,
      columns: training.columns.map((values) => ({ values: [...values] })),
      target: [...target],
    }),
  };
  if (wanted === "number") {
    return {
      ...common,
      predict: (matrix) =>
        nearestOf(settings, training, matrix, (rows, weights) => {
          const first = target[rows[0]];
          let [total, weight] = [0, 0];
          rows.forEach((row, place) => {
            total += weights[place] * (target[row] - first);
            weight += weights[place];
          });
          return first + total / weight;
        }),
    };
  }
  const { classes, codes } = knownClasses("kNearest", target);
  const probabilities = (matrix: Matrix): readonly Float64Array[] => {
    const lists = classes.map(() => new Float64Array(matrix.rowCount));
    nearestOf(settings, training, matrix, (rows, weights, asked) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      rows.forEach((row, place) => {
        const list = lists[codes[row]];
        if (list !== undefined) list[asked] = list[asked] + weights[place] / total;
      });
      return 0;
    });
    return lists;
  };
  return { ...common, classes, probabilities, predict: (matrix) => likeliestClass(classes, probabilities(matrix)) };
}

/** What `answer` makes of each row's nearest training rows and their weights. */
function nearestOf(
  { neighbours, weigh }: Settings,
  training: Matrix,
  matrix: Matrix,
  answer: (rows: Int32Array, weights: Float64Array, asked: number) => number,
): Float64Array {
  checkFeatures("kNearest", training.names, matrix);
  checkComplete("kNearest", matrix);
  const squares = new Float64Array(training.rowCount);
  const rows = new Int32Array(neighbours);
  return Float64Array.from({ length: matrix.rowCount }, (_, asked) => {
    squares.fill(0);
    training.columns.forEach((values, place) => {
      const own = matrix.columns[place]?.[asked];
      for (let row = 0; row < values.length; row++) {
        const difference = values[row] - own;
        squares[row] = squares[row] + difference * difference;
      }
    });
    fillNearest(rows, squares);
    return answer(rows, weightsOf(rows, squares, weigh), asked);
  });
}

/** Fills `rows` with the places of the smallest values, in rising order. */
function fillNearest(rows: Int32Array, squares: Float64Array): void {
  let count = 0;
  for (let row = 0; row < squares.length; row++) {
    const value = squares[row];
    if (count === rows.length && value >= squares[rows[count - 1]]) continue;
    let place = count < rows.length ? count++ : count - 1;
    for (; place > 0 && squares[rows[place - 1]] > value; place--) {
      rows[place] = rows[place - 1];
    }
    rows[place] = row;
  }
}

function weightsOf(rows: Int32Array, squares: Float64Array, weigh: "equal" | "distance"): Float64Array {
  if (weigh === "equal") return new Float64Array(rows.length).fill(1);
  const distances = Float64Array.from(rows, (row) => Math.sqrt(squares[row]));
  if (distances[0] === 0) return distances.map((distance) => (distance === 0 ? 1 : 0));
  return distances.map((distance) => 1 / distance);
}
