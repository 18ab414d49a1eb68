/**
 * Tables of a plugin's own: declared with types, made by migrations on a line of their own, asked and changed with the
 * query builder. This is all of the database's code that a plugin may import.
 *
 * ```ts
 * // plugins/quotes/storage.ts
 * export const storage = pluginStorage({
 *   plugin: "quotes",
 *   tables: { quotes: { columns: { id: { type: "integer64", key: "autoincrement" }, text: { type: "text" } } } },
 *   migrations,
 * });
 * export const quoteAdded = storage.defineWrite("quotes.added", { text: "text" }, ({ db, parameter }) =>
 *   db.insertInto("quotes").values(parameter));
 *
 * // plugins/quotes/plugin.ts: definePlugin({ name: "quotes", storage, ... })
 * const newest = await storage.reads(rosey.database).selectFrom("quotes").selectAll().execute();
 * await rosey.write([quoteAdded({ text: "..." })]);
 * ```
 *
 * @module
 */

export { pluginStorage } from "./plugin_storage.ts";
export type { PluginStorage, PluginStorageDefinition } from "./plugin_storage.ts";
export type { Migration } from "../migrate/migration.ts";
export { wordsOf } from "../drivers/dialect.ts";
export type { DialectWords } from "../drivers/dialect.ts";
