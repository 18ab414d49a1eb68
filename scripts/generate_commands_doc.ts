/**
 * Writes `docs/COMMANDS.md`.
 *
 * @module
 */
import { commandsPage } from "./docs/commands_page.ts";
import { declaredCommands } from "./docs/declared_commands.ts";

await Deno.writeTextFile(
  new URL("../docs/COMMANDS.md", import.meta.url),
  commandsPage(await declaredCommands()),
);
