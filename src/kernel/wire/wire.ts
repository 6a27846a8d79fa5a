import type { KernelMessage } from "../../notebook/kernel/kernel-message.js";

/** The channels of the Jupyter protocol that carry messages. */
export type ChannelName = "shell" | "control" | "stdin" | "iopub";

/** A message to send; its content is JSON already. */
export interface OutgoingMessage {
  readonly channel: ChannelName;
  /** The client that a reply goes to, as `receive` named it. */
  readonly client?: readonly Uint8Array[] | undefined;
  readonly header: KernelMessage["header"];
  readonly parent: Partial<KernelMessage["header"]>;
  readonly content: string;
}

/** A connection to clients. */
export interface Wire {
  /** Resolves when the message is out of this thread. */
  send(message: OutgoingMessage): Promise<void>;
  close(): Promise<void>;
}

/** Receives what clients send. */
export interface WireListener {
  onMessage(channel: ChannelName, message: KernelMessage, client: readonly Uint8Array[]): void;
  /** Called when the only client has ended. */
  onClose(): void;
}
