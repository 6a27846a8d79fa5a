import { NotFoundError } from "cuaderno";
import { readRecord, refinedFolder } from "./stored-training.js";

/** The MCC of plain boosted trees on the test rows of the last training: what weeks are compared with. */
export async function trainingScore(folder: string, data: "real" | "sample"): Promise<number> {
  const training = await readRecord(await refinedFolder(folder, data), "training");
  const score = training?.scores.find(({ model }) => model === "boosted trees");
  if (score !== undefined) return score.matthewsCorrelation;
  throw new NotFoundError(
    `trainingScore: nothing was trained on ${data} data in ${folder}; run notebook 03-models first`,
  );
}
