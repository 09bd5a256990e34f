// Files of the playbook, read-only, by their path from the repository's root with forward slashes.
export interface FilesPort {
  /** Every file under `folder`, sorted; folders that don't exist are empty. */
  list(folder: string): readonly string[];
  read(path: string): string;
  /** Changes when any file under `folder` was added, removed or edited; cheap, reads no content. */
  fingerprint(folder: string): string;
}
