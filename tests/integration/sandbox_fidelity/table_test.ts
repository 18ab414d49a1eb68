import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { SCENARIOS } from "./scenarios.ts";
import { readTranscript, TRANSCRIPT_FOLDER } from "./transcript.ts";

const DOCUMENT = new URL("../../../docs/SANDBOX_FIDELITY.md", import.meta.url);

/** Notes of these are remarks: the recorded client itself, the machinery of the recording, and nobody. */
const REMARKS = new Set(["rosey", "harness", "nobody"]);

async function tableRows(): Promise<Map<string, string>> {
  const text = await readFile(DOCUMENT, "utf8");
  const rows = new Map<string, string>();
  for (const [, name = "", verdict = ""] of text.matchAll(/^\| `(\w+)` \|[^|]*\|([^|]*)\|$/gm)) {
    assert.ok(!rows.has(name), `${name} has one row only`);
    rows.set(name, verdict.trim());
  }
  return rows;
}

Deno.test("sandbox fidelity: the table lists every recording, and nothing else", async () => {
  const recordings = (await readdir(TRANSCRIPT_FOLDER)).filter((file) => file.endsWith(".jsonl"));
  const names = recordings.map((file) => file.replace(/\.jsonl$/, "")).toSorted();
  assert.deepEqual([...(await tableRows()).keys()].toSorted(), names);
});

Deno.test("sandbox fidelity: what the table calls covered has a scenario, and the other way round", async () => {
  const rows = await tableRows();
  const covered = [...rows].filter(([, verdict]) => verdict === "covered").map(([name]) => name);
  assert.deepEqual(covered.toSorted(), SCENARIOS.map((one) => one.transcript).toSorted());
});

Deno.test("sandbox fidelity: what is not covered has a reason", async () => {
  for (const [name, verdict] of await tableRows()) {
    assert.match(verdict, /^covered$|^not covered: \S.{30,}/, `${name} is covered, or has a reason`);
  }
});

Deno.test("sandbox fidelity: every note of somebody's doing has its cue", async () => {
  for (const { transcript: name, cues = [] } of SCENARIOS) {
    const cued = new Set(cues.flatMap((cue) => cue.kind === "note" ? [cue.line] : []));
    for (const { direction, event, line } of (await readTranscript(name)).lines) {
      if (direction !== "note" || REMARKS.has(event) || (name.startsWith("g") && event === "server")) {
        continue;
      }
      assert.ok(
        cued.has(line),
        `${name}.jsonl:${line}: ${event} does something, and the scenario does not say what`,
      );
    }
  }
});
