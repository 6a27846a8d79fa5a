import type { KernelMessage } from "../../notebook/kernel/kernel-message.js";
import type { TypeCheck, TypeCheckMode } from "../engine/type-service.js";
import type { ChannelName } from "./wire.js";

/** From the thread of the sockets to the thread of the cells. */
export type ToCells =
  | {
      readonly kind: "message";
      readonly channel: ChannelName;
      readonly message: KernelMessage;
      readonly client: readonly Uint8Array[];
    }
  | ({ readonly kind: "start" } & StartContent)
  /** What to do about type errors. */
  | { readonly kind: "typecheck"; readonly mode: TypeCheckMode }
  /** The result of a check that was requested. */
  | { readonly kind: "checked"; readonly id: number; readonly check: TypeCheck }
  | { readonly kind: "interrupt" }
  | { readonly kind: "shutdown" };

/** The world of a notebook; a process that was started ahead learns it late. */
export interface StartContent {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Packages to load before the first cell. */
  readonly preload: readonly string[];
  /** What to do about type errors, and the cells that will run. Default: types are not checked. */
  readonly types?: {
    readonly mode: TypeCheckMode;
    readonly cells: readonly string[];
    readonly checked?: boolean | undefined;
  } | null;
}

/** From the thread of the cells to the thread of the sockets, where the type server is. */
export type TypeRequest =
  | { readonly kind: "check"; readonly id: number; readonly code: string }
  | { readonly kind: "ran"; readonly code: string };

/** From the thread of the cells to the thread of the sockets. */
export interface ToWire {
  readonly channel: ChannelName;
  readonly client?: readonly Uint8Array[] | undefined;
  readonly type: string;
  readonly parent: Partial<KernelMessage["header"]>;
  readonly content: string;
  readonly kind?: undefined;
}

/** What the thread of the sockets is started with. */
export interface WireData {
  /** The path of a connection file, or the number of an inherited pipe. */
  readonly connection: string | number;
  /** The content of `kernel_info_reply`. */
  readonly info: string;
  readonly shared: SharedArrayBuffer;
  /** The process that the kernel ends with. */
  readonly parent: number;
  /** Bytes of memory after which the kernel is ended. */
  readonly memoryLimit: number;
}

/** Indices of the shared memory. */
export const sharedSlot = { pendingBytes: 0, interruptsSeen: 1, cellsEnded: 2, turns: 3 } as const;
