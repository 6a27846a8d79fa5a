/** What the scores of a classifier can be expected from. */
export interface ExpectedScoresInput {
  /** Calibrated probability of each class in each row. */
  readonly calibrated: readonly Float64Array[];
  /** The model's probability of each class, which orders the rows. */
  readonly probabilities: readonly Float64Array[];
  /** The position of the predicted class. */
  readonly predicted: Float64Array;
}

/**
 * The scores that a classifier is expected to have on rows without labels, from calibrated probabilities
 * (confidence-based performance estimation): each row counts for each class with its probability. Of two classes area
 * under the ROC curve, accuracy, precision, recall, F1, Matthews' correlation; of many accuracy and macro F1; of both
 * log loss and Brier score. NaN where a score is not defined.
 *
 * @example
 * const half = Float64Array.of(0.2, 0.9);
 * const rows = [half.map((value) => 1 - value), half];
 * expectedScores({ calibrated: rows, probabilities: rows, predicted: Float64Array.of(0, 1) }).accuracy; // 0.85
 */
export function expectedScores(input: ExpectedScoresInput): Readonly<Record<string, number>> {
  const { calibrated, probabilities, predicted } = input;
  const rows = predicted.length;
  let [right, losses, squares] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    right += calibrated[predicted[row]]?.[row] ?? 0;
    calibrated.forEach((own, label) => {
      const probability = probabilities[label]?.[row] ?? 0;
      losses -= own[row] * Math.log(Math.min(1 - smallest, Math.max(smallest, probability)));
      squares += own[row] * (1 - probability) ** 2 + (1 - own[row]) * probability ** 2;
    });
  }
  const shared = { accuracy: right / rows, logLoss: losses / rows };
  const [, second] = calibrated;
  if (calibrated.length !== 2 || second === undefined) {
    const each = calibrated.map((own, label) => f1(confusion(own, predicted, label)));
    return { ...shared, f1Macro: each.reduce((sum, score) => sum + score, 0) / each.length };
  }
  const table = confusion(second, predicted, 1);
  const { hits, alarms, misses } = table;
  return {
    rocAuc: expectedAuc(second, probabilities[1] ?? second),
    ...shared,
    precision: hits / (hits + alarms),
    recall: hits / (hits + misses),
    f1: f1(table),
    matthewsCorrelation: matthews(table),
    // As scikit-learn's for two classes: of the second class only.
    brierScore: squares / rows / 2,
  };
}

const smallest = 2 ** -52;

interface Confusion {
  readonly hits: number;
  readonly alarms: number;
  readonly misses: number;
  readonly rests: number;
}

/** Expected numbers of rows of a class by whether it was predicted. */
function confusion(calibrated: Float64Array, predicted: Float64Array, label: number): Confusion {
  let [hits, alarms, misses, rests] = [0, 0, 0, 0];
  calibrated.forEach((probability, row) => {
    if (predicted[row] === label) {
      hits += probability;
      alarms += 1 - probability;
    } else {
      misses += probability;
      rests += 1 - probability;
    }
  });
  return { hits, alarms, misses, rests };
}

function f1({ hits, alarms, misses }: Confusion): number {
  return hits + alarms + misses === 0 ? 0 : hits / (hits + (alarms + misses) / 2);
}

function matthews({ hits, alarms, misses, rests }: Confusion): number {
  const scale = Math.sqrt((hits + alarms) * (hits + misses) * (rests + alarms) * (rests + misses));
  return scale === 0 ? 0 : (hits * rests - alarms * misses) / scale;
}

/** Area under the expected ROC curve; rows of one score are one step. */
function expectedAuc(calibrated: Float64Array, score: Float64Array): number {
  const order = Uint32Array.from(score.keys()).sort((a, b) => score[b] - score[a]);
  let [positives, negatives, area, index] = [0, 0, 0, 0];
  while (index < order.length) {
    const value = score[order[index]];
    let [own, others] = [0, 0];
    for (; index < order.length && score[order[index]] === value; index++) {
      own += calibrated[order[index]];
      others += 1 - calibrated[order[index]];
    }
    area += others * (positives + own / 2);
    positives += own;
    negatives += others;
  }
  return area / (positives * negatives);
}
