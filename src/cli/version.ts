/**
 * Which Rosey this is.
 *
 * @module
 */

import project from "../../deno.json" with { type: "json" };

/** The version of this program. */
export const version: string = project.version;
