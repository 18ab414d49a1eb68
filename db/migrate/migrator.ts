/**
 * Brings a database from version to version.
 *
 * All that one call changes is one transaction, behind one lock: twenty processes that start together apply each
 * migration once, and a process that is killed in the middle leaves nothing behind.
 *
 * @module
 */

import type { Clock } from "../../src/domain/clock.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import type { Driver, Session } from "../drivers/driver.ts";
import { createLedger, LEDGER, noteApplied, noteDuration, noteUndone } from "./ledger.ts";
import {
  checksumOf,
  CORE_LINE,
  type Migration,
  type MigrationLine,
  type MigrationProgress,
  titleOf,
} from "./migration.ts";
import {
  foreignDatabase,
  lockedBy,
  refuseOrphans,
  refuseTakenNames,
  standingRefusal,
  takenOverWhole,
} from "./refusals.ts";
import { compareWithLedger, type DatabaseState, type MigrationStatus, readState } from "./state.ts";
import { keepReport, type TakeoverReport, takeoverReport, wasTakenOver } from "./takeover_report.ts";
import { refuseUnfinishedCopy } from "./unfinished_copy.ts";
import { bringBack, completeV050, describeV050 } from "./v050.ts";
import { type DownOptions, OLD_VERSION, wayDown } from "./way_down.ts";

/** How long a migration waits for another process that migrates, unless told otherwise. */
export const LOCK_WAIT_MS = 30_000;

/** What a migrator works with. */
export interface MigratorOptions {
  readonly driver: Pick<Driver, "dialect" | "location" | "read" | "transaction">;
  /** The core's line first. */
  readonly lines: readonly MigrationLine[];
  readonly clock: Clock;
  /** For the ledger. */
  readonly appVersion: string;
  readonly host: string;
  readonly lockWaitMs?: number;
  /** Called under the lock, before the first change of a database that holds something: the moment for a backup. */
  readonly beforeChange?: (state: DatabaseState) => Promise<void>;
  /** What is damaged in the database, when it is known that something is. */
  readonly explainDamage?: (thrown: unknown) => unknown;
  /** Who changes the tables right now, in words: for whoever waits in vain. */
  readonly lockHolder?: () => Promise<string | undefined>;
  /** Told of each statement before it runs. */
  readonly onStatement?: (progress: StatementProgress) => void;
  /** Told now and then during long work. */
  readonly onProgress?: (progress: MigrationProgress) => void;
  /** Told what whoever migrates should know. */
  readonly onNote?: (text: string) => void;
  /** Told what became of an old bot's file, once it is taken over for good. */
  readonly onTakeover?: (report: TakeoverReport) => void;
}

/** Where a migration is. */
export interface StatementProgress {
  readonly step: MigrationStep;
  /** From 1 on. */
  readonly statement: number;
  readonly statements: number;
}

/** How far to go. */
export interface UpOptions {
  /** The id of the last migration of the core's line to apply; all of them when left out. */
  readonly to?: string;
  /** Applies also migrations that are older than one that ran already. */
  readonly outOfOrder?: boolean;
}

/** One migration that will run, or ran. */
export interface MigrationStep {
  readonly line: string;
  readonly id: string;
  readonly name: string;
  readonly direction: "up" | "down";
  /** Exactly what runs. */
  readonly statements: readonly string[];
  /** What runs in code: after the statements on the way up, before them on the way down. */
  readonly code?: { readonly name: string; readonly input: string };
}

/** See the top of this file. */
export class Migrator {
  readonly #options: MigratorOptions;

  constructor(options: MigratorOptions) {
    this.#options = options;
  }

  /** What the database is. Changes nothing. */
  state(): Promise<DatabaseState> {
    const { driver } = this.#options;
    return this.#explained(() => readState(driver.dialect, driver));
  }

  /** Every migration of the program and of the ledger, and where it stands. Changes nothing. */
  async status(): Promise<MigrationStatus[]> {
    return this.#compare(await this.state());
  }

  /** What {@link up} would do now. Changes nothing. */
  async plan(options: UpOptions = {}): Promise<MigrationStep[]> {
    return await this.#stepsUp(await this.state(), options);
  }

  /** Applies what is pending; answers what it did. Throws a {@link RoseyError} when the database is not fit for it. */
  up(options: UpOptions = {}): Promise<MigrationStep[]> {
    return this.#migrate((state) => this.#stepsUp(state, options));
  }

  /** Undoes migrations, newest first. Data that only they had a place for goes with them. */
  down(options: DownOptions): Promise<MigrationStep[]> {
    return this.#migrate((state, session) => this.#stepsDown(state, session, options));
  }

  async #migrate(
    stepsFor: (state: DatabaseState, session: Session) => Promise<MigrationStep[]>,
  ): Promise<MigrationStep[]> {
    const { driver, beforeChange, onTakeover, lockWaitMs = LOCK_WAIT_MS } = this.#options;
    let report: TakeoverReport | undefined;
    const done = await this.#explained(() =>
      driver.transaction(async (session) => {
        // Looked at under the lock: another process may have done it meanwhile.
        const state = await readState(driver.dialect, session);
        refuseUnfinishedCopy(driver.location, state.catalogue);
        const steps = await stepsFor(state, session);
        if (steps.length === 0) return steps;
        if (state.kind !== "empty") await beforeChange?.(state);
        if (!state.catalogue.has(LEDGER)) await session.execute(createLedger(driver.dialect));
        for (const step of steps) await this.#run(session, step);
        if (steps[0]?.direction === "down") await this.#leaveOldFile(session);
        else if (state.kind === "v050") report = await this.#report(session, state);
        return steps;
      }, lockWaitMs)
    );
    if (report !== undefined) onTakeover?.(report);
    return done;
  }

  async #explained<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (thrown) {
      const explained = this.#options.explainDamage?.(thrown) ?? thrown;
      throw await this.#withHolder(explained);
    }
  }

  async #withHolder(thrown: unknown): Promise<unknown> {
    const { lockHolder, driver: { location } } = this.#options;
    if (!(thrown instanceof RoseyError) || thrown.code !== "database.locked") return thrown;
    const holder = await lockHolder?.();
    return holder === undefined ? thrown : lockedBy(location, holder, thrown);
  }

  /** Kept with the database, so that the way back knows whose file it was. Lines of plugins may still be behind. */
  async #report(
    session: Session,
    { catalogue }: DatabaseState,
  ): Promise<TakeoverReport | undefined> {
    const { driver, clock } = this.#options;
    const now = await readState(driver.dialect, session);
    const statuses = this.#compare(now).filter(({ line }) => line === CORE_LINE);
    if (driver.dialect !== "sqlite" || statuses.some(({ standing }) => standing !== "applied")) {
      return undefined;
    }
    const report = await takeoverReport(session, describeV050(catalogue));
    await keepReport(session, report, Math.floor(clock.now() / 1000));
    return report;
  }

  /** When nothing but the first migration is left, the file is the old bot's again, without a trace of ours. */
  async #leaveOldFile(session: Session): Promise<void> {
    const { driver } = this.#options;
    const state = await readState(driver.dialect, session);
    if (driver.dialect !== "sqlite" || state.kind !== "ours") return;
    const [row, ...others] = state.ledger;
    if (row === undefined || row.id !== this.#firstId() || row.line !== CORE_LINE || others.length > 0) {
      return;
    }
    for (const statement of bringBack(state.catalogue)) await session.execute(statement);
    await session.execute(`DROP TABLE ${LEDGER}`);
  }

  #firstId(): string | undefined {
    return this.#options.lines.find(({ name }) => name === CORE_LINE)?.migrations[0]?.id;
  }

  /** The ledger comes first, so that no change is ever made that it does not know. */
  async #run(session: Session, step: MigrationStep): Promise<void> {
    const { driver: { dialect }, clock, appVersion, host } = this.#options;
    const { line, id, name } = step;
    if (step.direction === "down") {
      await noteUndone(dialect, session, step);
      await this.#runCode(session, step);
      await this.#runStatements(session, step);
      return;
    }
    const startedMs = clock.monotonic();
    const appliedAt = Math.floor(clock.now() / 1000);
    const checksum = checksumOf(this.#migration(line, id), dialect);
    await noteApplied(dialect, session, {
      line,
      id,
      name,
      checksum,
      appliedAt,
      durationMs: 0,
      appVersion,
      host,
    });
    await this.#runStatements(session, step);
    await this.#runCode(session, step);
    await noteDuration(dialect, session, {
      line,
      id,
      durationMs: Math.round(clock.monotonic() - startedMs),
    });
  }

  async #runStatements(session: Session, step: MigrationStep): Promise<void> {
    const { onStatement } = this.#options;
    const { length: statements } = step.statements;
    for (const [at, sql] of step.statements.entries()) {
      onStatement?.({ step, statement: at + 1, statements });
      await session.execute(sql);
    }
  }

  async #runCode(session: Session, { line, id, direction }: MigrationStep): Promise<void> {
    const { driver: { dialect }, clock, onProgress, onNote } = this.#options;
    const code = this.#migration(line, id).code?.[direction];
    await code?.run({
      dialect,
      session,
      now: Math.floor(clock.now() / 1000),
      progress: (progress) => onProgress?.(progress),
      note: (text) => onNote?.(text),
    });
  }

  async #stepsUp(state: DatabaseState, { to, outOfOrder = false }: UpOptions): Promise<MigrationStep[]> {
    const { driver, clock } = this.#options;
    if (state.kind === "foreign") throw foreignDatabase(driver.location, state);
    const statuses = this.#compare(state);
    const refusal = standingRefusal(driver.location, statuses, { outOfOrder });
    if (refusal !== undefined) throw refusal;
    if (to !== undefined) this.#migration(CORE_LINE, to);
    if (state.kind === "v050" && to !== undefined && this.#isShortOfNewest(to)) {
      throw takenOverWhole(driver.location, to);
    }
    const steps: MigrationStep[] = [];
    for (const { line, id, name, standing } of statuses) {
      if (standing !== "pending" && standing !== "late") continue;
      if (to !== undefined && (line !== CORE_LINE || id > to)) continue;
      const migration = this.#migration(line, id);
      const isNew = statuses.every((status) => status.line !== line || status.applied === undefined);
      if (line !== CORE_LINE && isNew) refuseTakenNames(driver, state.catalogue, { line, migration });
      const takesOver = state.kind === "v050" && line === CORE_LINE && steps.length === 0;
      const statements = takesOver
        ? await completeV050(state.catalogue, migration, clock)
        : migration.up[driver.dialect];
      steps.push({ line, id, name, direction: "up", statements, ...codeOf(migration, "up") });
    }
    return steps;
  }

  async #stepsDown(
    state: DatabaseState,
    session: Pick<Session, "read">,
    asked: DownOptions,
  ): Promise<MigrationStep[]> {
    const { driver, lines } = this.#options;
    const options = await this.#untilOldFile(state, session, asked);
    if (state.kind === "foreign") throw foreignDatabase(driver.location, state);
    const statuses = this.#compare(state);
    const refusal = standingRefusal(driver.location, statuses, { outOfOrder: true });
    if (refusal !== undefined) throw refusal;
    const line = options.line ?? CORE_LINE;
    if ("to" in options) this.#migration(line, options.to);
    const toOldFile = "to" in asked ? asked.to === OLD_VERSION : "all" in asked && "to" in options;
    if (toOldFile) refuseOrphans(driver.location, statuses);
    return wayDown(lines, statuses, { options, toOldFile }).map((status) => ({
      line: status.line,
      id: status.id,
      name: status.name,
      direction: "down",
      statements: this.#migration(status.line, status.id).down[driver.dialect],
      ...codeOf(this.#migration(status.line, status.id), "down"),
    }));
  }

  /** `all`, for what was an old bot's file, means as far as it was Rosey who made it. */
  async #untilOldFile(
    state: DatabaseState,
    session: Pick<Session, "read">,
    options: DownOptions,
  ): Promise<DownOptions> {
    const first = this.#firstId();
    if (first === undefined || (options.line ?? CORE_LINE) !== CORE_LINE) return options;
    if ("to" in options) return options.to === OLD_VERSION ? { ...options, to: first } : options;
    if (!("all" in options) || !state.catalogue.has("takeover_report")) return options;
    return await wasTakenOver(session) ? { to: first } : options;
  }

  #isShortOfNewest(to: string): boolean {
    const core = this.#options.lines.find(({ name }) => name === CORE_LINE);
    return core?.migrations.some(({ id }) => id > to) ?? false;
  }

  #compare(state: DatabaseState): MigrationStatus[] {
    const ledger = state.kind === "ours" ? state.ledger : [];
    return compareWithLedger(this.#options.driver.dialect, this.#options.lines, ledger);
  }

  #migration(line: string, id: string): Migration {
    const migrations = this.#options.lines.find(({ name }) => name === line)?.migrations ?? [];
    const found = migrations.find((migration) => migration.id === id);
    if (found !== undefined) return found;
    throw new RoseyError(`Cannot migrate to ${id}: the line ${line} has no migration of this number`, {
      code: "migrate.unknown_target",
      hint: `It has ${migrations.map(titleOf).join(", ") || "none"}.`,
      exit: "usage",
    });
  }
}

function codeOf(migration: Migration, direction: "up" | "down"): Pick<MigrationStep, "code"> {
  const code = migration.code?.[direction];
  return code === undefined ? {} : { code: { name: code.name, input: code.input } };
}
