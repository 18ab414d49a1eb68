/**
 * What `rosey migrate up` would do now, statement by statement, as it will be sent to the database.
 *
 * @module
 */

import { RoseyError } from "../../src/domain/errors.ts";
import type { Driver } from "../drivers/driver.ts";
import { createLedger, LEDGER, ledgerStatements } from "./ledger.ts";
import { CORE_LINE } from "./migration.ts";
import type { MigrationStep, Migrator, UpOptions } from "./migrator.ts";
import { KEEP_REPORT } from "./takeover_report.ts";

/** One thing that will be done. */
export type PlannedAction =
  | { readonly kind: "sql"; readonly sql: string }
  /** A step in code: `rows` is what its input query counts now; nothing where its tables are yet to be made. */
  | {
    readonly kind: "code";
    readonly name: string;
    readonly input: string;
    readonly rows: number | undefined;
  };

/** A migration that will run, with what is noted of it. */
export interface PlannedStep extends Pick<MigrationStep, "line" | "id" | "name"> {
  readonly actions: readonly PlannedAction[];
}

/** The whole of a plan: one transaction. */
export interface Plan {
  /** Before the first migration. */
  readonly before: readonly PlannedAction[];
  readonly steps: readonly PlannedStep[];
  /** After the last one. */
  readonly after: readonly PlannedAction[];
}

/** Plans {@link Migrator.up}. Changes nothing. Throws a `RoseyError` where `up` would. */
export async function planUp(
  migrator: Pick<Migrator, "state" | "plan" | "status">,
  driver: Pick<Driver, "dialect" | "read">,
  options: UpOptions = {},
): Promise<Plan> {
  const { dialect } = driver;
  const { kind, catalogue } = await migrator.state();
  const steps = await migrator.plan(options);
  if (steps.length === 0) return { before: [], steps: [], after: [] };
  const ofCore = (await migrator.status()).filter(({ line }) => line === CORE_LINE);
  const complete = ofCore.every(({ id, standing }) =>
    standing === "applied" || steps.some((step) => step.id === id)
  );
  return {
    before: catalogue.has(LEDGER) ? [] : [{ kind: "sql", sql: createLedger(dialect) }],
    steps: await Promise.all(steps.map((step) => plannedStep(driver, step))),
    after: kind === "v050" && dialect === "sqlite" && complete ? [{ kind: "sql", sql: KEEP_REPORT }] : [],
  };
}

async function plannedStep(
  driver: Pick<Driver, "dialect" | "read">,
  { line, id, name, statements, code }: MigrationStep,
): Promise<PlannedStep> {
  const { before, after } = ledgerStatements(driver.dialect);
  const inCode: PlannedAction[] = code === undefined
    ? []
    : [{ kind: "code", ...code, rows: await countRows(driver, code.input) }];
  const sql = [before, ...statements].map((text): PlannedAction => ({ kind: "sql", sql: text }));
  return { line, id, name, actions: [...sql, ...inCode, { kind: "sql", sql: after }] };
}

async function countRows(driver: Pick<Driver, "read">, sql: string): Promise<number | undefined> {
  try {
    const [row] = await driver.read<{ rows: number }>({ sql, parameters: [] });
    return row === undefined ? undefined : Number(row.rows);
  } catch (thrown) {
    if (thrown instanceof RoseyError && thrown.exit === "bug") return undefined;
    throw thrown;
  }
}

/** The plan as SQL with comments: without these, byte for byte what will be executed, each statement with a `;`. */
export function planText({ before, steps, after }: Plan): string {
  const parts = [
    ...before.map(actionText),
    ...steps.flatMap((
      { line, id, name, actions },
    ) => [`-- ${line} ${id}_${name}`, ...actions.map(actionText)]),
    ...after.map(actionText),
  ];
  return parts.map((part) => `${part}\n`).join("");
}

function actionText(action: PlannedAction): string {
  if (action.kind === "sql") return `${action.sql};`;
  const rows = action.rows === undefined ? "its tables are made first" : `${action.rows} rows now`;
  return `-- in code: ${action.name}\n--   input: ${action.input.replace(/\s+/g, " ")}\n--   ${rows}`;
}
