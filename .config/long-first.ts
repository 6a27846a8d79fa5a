import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, so that none of them is left over while the other workers have nothing to do. */
const long = [
  "projects/crime/real-data",
  "testing/installed-package",
  "projects/milk/real-data",
  "projects/traffic/real-data",
  "testing/guides",
  "tracker-page/tracker-page-in-browser",
  "s3/s3-store",
  "run/run-notebook",
  "datasets/dataset.test",
  "projects/telecom/real-data",
  "projects/worldbank/real-data",
  "run/run-ways",
];

/** Starts the long test files first; those that share a worker come last, one after the other, for else a worker ends between two of them. */
export default class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const index = long.findIndex((name) => moduleId.includes(name));
      const position = index < 0 ? long.length : index;
      return project.config.isolate ? position : long.length + 1 + position;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
