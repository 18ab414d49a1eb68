/**
 * What a check says about a file.
 *
 * @module
 */

/** One breach of a rule of the house. */
export interface Finding {
  /** Relative to the project's root. */
  readonly file: string;
  /** From 1; 0 where the finding is about the file as a whole. */
  readonly line: number;
  /** What is wrong and what to do about it. */
  readonly message: string;
}

/** A finding as one line that editors and terminals can follow. */
export function formatFinding({ file, line, message }: Finding): string {
  return line === 0 ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}
