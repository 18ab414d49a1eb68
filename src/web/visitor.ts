/**
 * Who asks, as far as the connection tells.
 *
 * @module
 */

/** What the server knows of a request beside the request itself. */
export interface Visitor {
  /** The address at the other end of the connection. What a header says of it is not believed: anybody can write that. */
  readonly address: string;
}

/** The environment of every handler. */
export interface WebEnvironment {
  Bindings: Visitor;
}
