import { existsSync } from "node:fs";

const named = process.env.CUADERNO_TEST_MLFLOW_PYTHON;

/**
 * A Python with MLflow, whose clients, servers and tools tests use: CUADERNO_TEST_MLFLOW_PYTHON names it (`.ci/run`
 * installs it). Tests are skipped without one.
 */
export const mlflowPython: string | undefined = named !== undefined && existsSync(named) ? named : undefined;

/** Ends of the titles of tests that need MLflow. */
export const needsMlflow = "(skipped unless CUADERNO_TEST_MLFLOW_PYTHON is a Python with MLflow)";
