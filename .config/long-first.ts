import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, so that none of them is left over while the other worker has nothing to do. */
const long = [
  "projects/crime/real-data",
  "testing/installed-package",
  "projects/milk/real-data",
  "projects/traffic/real-data",
  "projects/telecom/real-data",
  "projects/worldbank/real-data",
  "testing/guides",
];

/** Starts the long test files first. */
export default class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = long.findIndex((name) => moduleId.includes(name));
      return index < 0 ? long.length : index;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
