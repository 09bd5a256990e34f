// Files of the playbook, read-only, by their path from the repository's root with forward slashes.
export interface FilesPort {
  /** Every file under `folder`, sorted; folders that don't exist are empty. */
  list(folder: string): readonly string[];
  /** What is neither file nor folder, such as a link, sorted: none of it is read. */
  unread(folder: string): readonly string[];
  /** What is not UTF-8 becomes U+FFFD. */
  read(path: string): string;
  /** Whether its bytes are UTF-8: tells that character from one which stands in the file. */
  isUtf8(path: string): boolean;
  /** Changes when any file under `folder` was added, removed or edited; cheap, reads no content. */
  fingerprint(folder: string): string | Promise<string>;
}
