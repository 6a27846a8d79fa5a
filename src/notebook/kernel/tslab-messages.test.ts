import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";

type Listener = (status: string, message: Message) => void;
interface Message {
  readonly header: { readonly msg_id: string; readonly msg_type: string };
  readonly content: { readonly code: string };
  createReply(): { readonly header: { msg_type: string }; content: unknown; signAndSend(): void };
}

const { patchServer } = createRequire(import.meta.url)("./assets/tslab-messages.cjs") as {
  patchServer(classes: object, cells: object): void;
};

/** A server with the methods of tslab's that are patched; cells run one after the other. */
function startServer(listener: Listener, run: (code: string) => Promise<void>) {
  class Handler {
    queue = Promise.resolve();
    execCount = 0;
    async handleExecute(request: { readonly code: string }) {
      const ended = this.queue.then(() => this.handleExecuteImpl(request));
      this.queue = ended.then(() => undefined);
      return { status: "ok", execution_count: (await ended).count };
    }
    async handleExecuteImpl({ code }: { readonly code: string }) {
      await run(code);
      return { count: ++this.execCount };
    }
  }
  class Server {
    readonly connInfo = { key: "" };
    readonly handler = new Handler();
    publishStatus(status: string, message: Message): void {
      listener(status, message);
    }
    async handleExecute(_socket: object, _message: Message): Promise<void> {}
    async request(message: Message): Promise<void> {
      this.publishStatus("busy", message);
      if (message.header.msg_type === "execute_request") await this.handleExecute({}, message);
      this.publishStatus("idle", message);
    }
  }
  patchServer({ ZmqServer: Server, JupyterHandlerImpl: Handler }, { shown: new Map(), environment: {} });
  return new Server();
}

const message = (id: string, type = "execute_request"): Message => ({
  header: { msg_id: id, msg_type: type },
  content: { code: id },
  createReply: () => ({ header: { msg_type: "" }, content: {}, signAndSend: () => undefined }),
});

describe("patchServer", () => {
  it("publishes busy from the start of each of several waiting cells to its end, also after another request", async () => {
    const published: string[] = [];
    const server = startServer(
      (status, { header }) => void published.push(`${header.msg_id} ${status}`),
      async (code) => {
        if (code === "two") await server.request(message("other", "complete_request"));
      },
    );
    await Promise.all(["one", "two"].map((id) => server.request(message(id))));
    expect(published.join(", ")).toBe("one busy, one idle, two busy, other busy, other idle, two busy, two idle");
  });
});
