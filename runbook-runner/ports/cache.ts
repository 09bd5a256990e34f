// A private folder of bytes by key, for what can be made again: losing any of it costs time, never truth.
export interface CachePort {
  /** The bytes as they were written, or undefined. */
  read(key: string): Uint8Array | undefined;
  /** Keeps the bytes if it can; a folder that cannot be written is no error. */
  write(key: string, bytes: Uint8Array): void;
}
