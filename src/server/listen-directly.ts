import type { IncomingMessage, ServerResponse } from "node:http";
import type { Exchange } from "./handle-request.js";
import type { Service } from "./make-service.js";
import { isReply, type Reply } from "./reply.js";

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * A listener that handles requests with a body of known length and a plain path by Node's objects, which takes half the
 * time of those of the web; `other` handles all other requests.
 */
export function listenDirectly(service: Pick<Service, "respond">, other: Listener): Listener {
  return (request, response) => {
    const pending = service.respond(toExchange(request));
    if (pending === undefined) return other(request, response);
    return pending
      .then((reply) => (isReply(reply) ? write(response, reply) : writeResponse(response, reply)))
      .catch(() => response.destroy());
  };
}

function toExchange(message: IncomingMessage): Exchange {
  const { method = "GET", url = "/", headers, socket } = message;
  const query = url.indexOf("?");
  return {
    path: query < 0 ? url : url.slice(0, query),
    params: {},
    address: socket.remoteAddress,
    request: {
      method,
      url: `http://localhost${url}`,
      headers: {
        get(name) {
          const value = headers[name];
          return value === undefined ? null : String(value);
        },
      },
      body: null,
      arrayBuffer: () => readAll(message),
    },
  };
}

function readAll(message: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let first: Buffer | undefined;
    let all: Buffer[] | undefined;
    message.on("data", (chunk: Buffer) => {
      if (first === undefined) first = chunk;
      else {
        all ??= [first];
        all.push(chunk);
      }
    });
    message.on("end", () => resolve(all === undefined ? (first ?? new Uint8Array(0)) : Buffer.concat(all)));
    message.on("error", reject);
  });
}

function write(response: ServerResponse, { status, headers, content }: Reply): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(content) });
  response.end(content);
}

async function writeResponse(response: ServerResponse, reply: Response): Promise<void> {
  const body = Buffer.from(await reply.arrayBuffer());
  response.writeHead(reply.status, { ...Object.fromEntries(reply.headers), "content-length": body.length });
  response.end(body);
}
