// cuaderno/store: stores

export { hashFile } from "./host/hash-file.js";
export { copyFile } from "./io/stores/copy-file.js";
export { type CopiedFile, copyFolder } from "./io/stores/copy-folder.js";
export { openStore } from "./io/stores/open-store.js";
export { presignUrl } from "./io/stores/presign-url.js";
export type { TransferOptions } from "./store/download-object.js";
export { type HttpStore, type HttpStoreOptions, httpStore } from "./store/http-store.js";
export { localStore } from "./store/local-store.js";
export { memoryStore } from "./store/memory-store.js";
export type { OpenedStore } from "./store/open-store-with.js";
export type { S3Credentials, S3Settings } from "./store/s3/get-s3-settings.js";
export { type S3StoreOptions, s3Store } from "./store/s3/s3-store.js";
export type { ChunkRange, ListedObject, ListOptions, Store, StoredObject } from "./store/store.js";
