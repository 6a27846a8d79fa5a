import { describe, expect, it } from "vitest";
import { exampleStudy } from "../testing/example-study.js";
import { studyHistory } from "./study-history.js";

describe("studyHistory", () => {
  it("has the best value so far for each complete trial", () => {
    const study = exampleStudy({ value: 3 }, { state: "failed" }, { value: 5 }, { value: 1 });
    expect(studyHistory(study)).toEqual([
      { number: 0, value: 3, best: 3 },
      { number: 2, value: 5, best: 3 },
      { number: 3, value: 1, best: 1 },
    ]);
    expect(studyHistory({ ...study, direction: "maximize" }).map(({ best }) => best)).toEqual([3, 5, 5]);
  });
});
