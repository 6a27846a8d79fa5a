import { describe, expect, it } from "vitest";
import { reasonToTrain, type TrainingState } from "./training-state.js";

const last: TrainingState = {
  data: "real",
  objects: [
    { key: "traffic_2017.csv", version: "a" },
    { key: "traffic_2018.csv", version: "b" },
  ],
  settings: { trials: 50, seed: 7 },
};

describe("reasonToTrain", () => {
  it("finds none when files and settings are the same", () => {
    expect(reasonToTrain(last, structuredClone(last))).toBeUndefined();
  });

  it("finds one when nothing was trained yet", () => {
    expect(reasonToTrain(undefined, last)).toBe("no model has been trained yet");
  });

  it("names a new year file", () => {
    const now = { ...last, objects: [...last.objects, { key: "traffic_2019.csv", version: "c" }] };
    expect(reasonToTrain(last, now)).toBe("new data: traffic_2019.csv");
  });

  it("names a file with another version, and one that is gone", () => {
    const changed = { ...last, objects: [{ key: "traffic_2017.csv", version: "z" }, ...last.objects.slice(1)] };
    expect(reasonToTrain(last, changed)).toBe("changed data: traffic_2017.csv");
    expect(reasonToTrain(last, { ...last, objects: last.objects.slice(1) })).toBe("data gone: traffic_2017.csv");
  });

  it("names a setting that is another", () => {
    expect(reasonToTrain(last, { ...last, settings: { trials: 5, seed: 7 } })).toBe("trials is 5, it was 50");
  });
});
