import { existsSync } from "node:fs";

const find = (variable: string): string | undefined => {
  const python = process.env[variable];
  return python !== undefined && existsSync(python) ? python : undefined;
};

/** A Python with pysail, a Spark Connect server that starts at once: CUADERNO_TEST_SAIL_PYTHON (`.ci/run` installs it). */
export const sailPython: string | undefined = find("CUADERNO_TEST_SAIL_PYTHON");

/** A Python with `pyspark[connect]`, and Java: CUADERNO_TEST_SPARK_PYTHON. */
export const sparkPython: string | undefined = find("CUADERNO_TEST_SPARK_PYTHON");

/** Ends of the titles of tests that need them. */
export const needsSail = "(skipped unless CUADERNO_TEST_SAIL_PYTHON is a Python with pysail)";
export const needsSpark =
  "(skipped unless CUADERNO_TEST_SPARK_PYTHON is a Python with pyspark[connect], and Java is installed)";
