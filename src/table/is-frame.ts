import type { DataFrame } from "nodejs-polars";

/** Whether a value is a Polars data frame, of whatever copy of Polars. */
export function isFrame(value: unknown): value is DataFrame {
  if (value === null || typeof value !== "object") return false;
  const { columns, height, head, getColumn } = value as Partial<DataFrame>;
  return (
    Array.isArray(columns) &&
    typeof height === "number" &&
    typeof head === "function" &&
    typeof getColumn === "function"
  );
}
