/**
 * A memory of a few lines of code, for tests of the bot that need no database.
 *
 * @module
 */
import type { RoomMemory, StoredLine, StoredPlugin } from "../../../src/bot/ports.ts";
import type { Unit, UnitSink } from "../../../src/domain/memory.ts";

/** Keeps units as they come, and the lines that a test says are stored. */
export class FakeMemory implements RoomMemory, UnitSink {
  readonly units: Unit[] = [];
  readonly lines: StoredLine[] = [];
  readonly plugins: StoredPlugin[] = [];
  seenMs: number | undefined;
  /** A test can hold commits back, or have them fail. */
  commitGate: (unit: Unit) => Promise<void> = () => Promise.resolve();
  /** A test can hold reads back, or have them fail. */
  readGate: () => Promise<void> = () => Promise.resolve();

  async commit(unit: Unit): Promise<void> {
    this.units.push(unit);
    await this.commitGate(unit);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  readonly watermark = {
    get: () => Promise.resolve(this.seenMs),
    moved: (serverTimeMs: number) => [{ statement: "watermark", parameters: [serverTimeMs] }],
    gapNoted: (gap: { fromMs: number; toMs: number; atMs: number }) => [
      { statement: "gap", parameters: [gap.fromMs, gap.toMs, gap.atMs] },
    ],
  };

  readonly chat = {
    storedBetween: async (fromServerMs: number, toServerMs: number): Promise<readonly StoredLine[]> => {
      await this.readGate();
      return this.lines.filter((line) => {
        const saidMs = line.serverTimeMs ?? line.atMs;
        return saidMs >= fromServerMs && saidMs <= toServerMs;
      });
    },
  };

  readonly pluginSettings = {
    list: () => Promise.resolve(this.plugins),
    changed: ({ plugin, enabled, settings }: StoredPlugin) => [{
      statement: "plugin",
      parameters: [plugin, JSON.stringify(enabled ?? null), JSON.stringify(settings ?? null)],
    }],
  };

  /** Keeps nothing. */
  readonly values = {
    get: () => Promise.resolve(undefined),
    keys: () => Promise.resolve([]),
    set: ({ plugin, key, value }: { plugin: string; key: string; value: string }) => [
      { statement: "value", parameters: [plugin, key, value] },
    ],
    deleted: (plugin: string, key: string) => [{ statement: "no value", parameters: [plugin, key] }],
    countExpired: () => Promise.resolve(0),
    expiredRemoved: () => [],
  };

  /** The parameters of every write of a statement, in the order of the commits. */
  written(statement: string): (readonly unknown[])[] {
    return this.units.flatMap((unit) => unit.writes)
      .filter((write) => write.statement === statement)
      .map((write) => write.parameters);
  }

  /** Has a line stored as Rosey stores it. */
  store(user: string, text: string, serverTimeMs: number): void {
    this.lines.push({
      user,
      text,
      html: text,
      serverTimeMs,
      atMs: Math.floor(serverTimeMs / 1_000) * 1_000,
    });
  }
}
