// What modules of custom steps may import from "cuaderno" in an exported service.

export { ArgumentError, FormatError } from "../../core/errors.js";
export { defineStep } from "../../features/define-step.js";
export { column } from "../../table/schema/column.js";
export { schema } from "../../table/schema/schema.js";
