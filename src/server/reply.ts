/** A response of text that is complete; unlike the web's `Response` it costs next to nothing. */
export interface Reply {
  readonly status: number;
  /** Names are in lowercase. */
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string;
}

/** Whether a response is not one of the web. */
export function isReply(response: Reply | Response): response is Reply {
  return "content" in response;
}
