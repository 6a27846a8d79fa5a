import { credentialNeeded } from "./credential-needed.js";

/** Where the header is stored: this tab alone, until it is closed. It is never in the address. */
const storageKey = "cuaderno.authorization";

/** The header `authorization` of the page's requests; undefined without one. */
export function getCredential(): string | undefined {
  return sessionStorage.getItem(storageKey) ?? undefined;
}

/** Stores what the reader typed: a token, or a user with a password. */
export function setCredential(user: string, secret: string): void {
  const value = user === "" ? `Bearer ${secret}` : `Basic ${toBase64(`${user}:${secret}`)}`;
  sessionStorage.setItem(storageKey, value);
}

export function forgetCredential(): void {
  sessionStorage.removeItem(storageKey);
}

/** The response of the page's server, requested with the credential, without a dialog of the browser. */
export async function fetchWithCredential(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("x-cuaderno-page", "1");
  const credential = getCredential();
  if (credential !== undefined) headers.set("authorization", credential);
  const response = await fetch(path, { ...init, headers });
  if (response.status === 401) {
    forgetCredential();
    dispatchEvent(new Event(credentialNeeded));
  }
  return response;
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
