/**
 * What this process has of the machine's memory.
 *
 * @module
 */

/** Bytes: of the whole process, and of the program's own objects. */
export function processMemory(): { readonly resident: number; readonly heap: number } {
  const { rss, heapUsed } = Deno.memoryUsage();
  return { resident: rss, heap: heapUsed };
}
