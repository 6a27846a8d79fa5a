import type { JsonObject } from "../core/json.js";
import { packageVersion } from "../host/package-version.js";

/** The content of `kernel_info_reply`. */
export function kernelInfo(): JsonObject {
  return {
    status: "ok",
    protocol_version: "5.3",
    implementation: "cuaderno",
    implementation_version: packageVersion(),
    language_info: {
      name: "typescript",
      version: process.version.slice(1),
      mimetype: "text/typescript",
      file_extension: ".ts",
      codemirror_mode: { name: "javascript", typescript: true },
      pygments_lexer: "typescript",
      nbconvert_exporter: "script",
    },
    banner: `Cuaderno ${packageVersion()}, TypeScript on Node ${process.version}`,
    debugger: false,
    help_links: [],
  };
}
