/**
 * Writes `docs/SERVICES.md`.
 *
 * @module
 */
import { declaredServices } from "./docs/declared_services.ts";
import { servicesPage } from "./docs/services_page.ts";

await Deno.writeTextFile(
  new URL("../docs/SERVICES.md", import.meta.url),
  servicesPage(await declaredServices()),
);
