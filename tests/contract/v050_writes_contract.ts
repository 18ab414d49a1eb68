/**
 * Each change that the real v0.5.0 made to its own file, made by us to the same file after `migrate up`: the same rows
 * change in the same way, but where `v050_calls.ts` says why not.
 */
import assert from "node:assert/strict";
import type { OpenDatabase } from "../../db/open_database.ts";
import { SMALL_V050, withFile } from "../unit/db/temporary_file.ts";
import { changesBetween, expectedChanges, mutations, oldRows } from "./old_rows.ts";
import { V050_CALLS, type V050Call } from "./v050_calls.ts";

/** `takeOver` opens a memory that holds what the file at a path holds. */
export function v050WritesContract(on: string, takeOver: (path: string) => Promise<OpenDatabase>): void {
  Deno.test(`as v0.5.0 on ${on}: all that it was asked is asked of us`, () => {
    assert.deepEqual(Object.keys(V050_CALLS).sort(), Object.keys(mutations).sort());
  });

  for (const [mutation, { call, differs }] of Object.entries(V050_CALLS)) {
    const promise = differs === undefined ? mutation : `${mutation} differs: ${differs.why}`;
    Deno.test(`as v0.5.0 on ${on}: ${promise}`, () =>
      withFile(async (path) => {
        const memory = await takeOver(path);
        try {
          await compare(memory, mutation, call, differs);
        } finally {
          await memory.close();
        }
      }, SMALL_V050));
  }
}

async function compare(
  memory: OpenDatabase,
  mutation: string,
  call: V050Call["call"],
  differs: V050Call["differs"],
): Promise<void> {
  const before = await oldRows(memory.driver);
  let units = 0;
  await call({
    ...memory,
    write: (writes) => memory.sink.commit({ id: `call ${units++}`, writes }),
  });
  const changes = changesBetween(before, await oldRows(memory.driver));
  if (differs === undefined) assert.deepEqual(changes, expectedChanges(mutation));
  else differs.check(changes, () => expectedChanges(mutation));
}
