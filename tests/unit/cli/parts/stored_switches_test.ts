import assert from "node:assert/strict";
import { StoredSwitches } from "../../../../src/cli/parts/stored_switches.ts";
import { ManualClock } from "../../../../src/domain/clock.ts";
import { createLog } from "../../../../src/telemetry/log.ts";

Deno.test("stored switches: what is stored as off is off, but for what Rosey needs", async () => {
  const clock = new ManualClock();
  const stored = ["audit", "dice", "outbound"].map((plugin) => ({
    plugin,
    enabled: false,
    settings: undefined,
  }));
  const switches = await StoredSwitches.open({
    repositories: { pluginSettings: { list: () => Promise.resolve(stored) } },
    clock,
    log: createLog({ level: "warn", format: "json", colour: false, clock, redact: String, write: () => {} }),
  });
  const on = ["audit", "dice", "outbound", "quotes"].filter((plugin) => switches.isOn(plugin));
  assert.deepEqual(on, ["audit", "outbound", "quotes"]);
  switches.close();
});
