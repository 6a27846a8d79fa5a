import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { s3Body } from "./s3-body.js";

/**
 * Makes a client repeat a request whose response stops half-way: the SDK limits the time until a response begins, and
 * not the time of its body. Bodies of objects are streams, whose readers limit it.
 */
export function addBodyTimeout({ middlewareStack }: S3Client, timeoutMs: number): void {
  middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        const response = result.response as { statusCode: number; body?: unknown } | undefined;
        if (!(response?.body instanceof Readable)) return result;
        if (commandName === "GetObjectCommand" && response.statusCode < 300) return result;
        const chunks: Uint8Array[] = [];
        for await (const chunk of s3Body(response.body, timeoutMs)) chunks.push(chunk);
        response.body = Readable.from(chunks);
        return result;
      },
    // Next to the network: within the retries and before the response is parsed.
    { step: "deserialize", priority: "low", name: "bodyTimeout" },
  );
}
