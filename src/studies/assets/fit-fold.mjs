// What runs in a worker thread of `tune`: fits boosted trees on the bins of one fold and writes their output for its test rows to shared memory.
import { gradientBoosting } from "cuaderno/models";

/** The function that fits one fold; it returns the number of rounds. */
export const fitFold =
  () =>
  ({ options, binned, target, weights, test, outputs }) => {
    const validation = options.earlyStopping > 0 ? { validation: test } : {};
    const model = gradientBoosting(options).fitBinned(binned, target, { ...(weights && { weights }), ...validation });
    const arrays = model.classes.length > 0 ? model.probabilities(test.matrix) : [model.predict(test.matrix)];
    for (const [index, output] of outputs.entries()) output.set(arrays[index]);
    return model.rounds;
  };
