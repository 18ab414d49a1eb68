/**
 * The web port of a room: it answers from the first moment, and with all there is for as long as the memory is open.
 *
 * @module
 */

import type { Config } from "../../config/load_config.ts";
import { createOpeningApp, type VitalOptions } from "../../web/app.ts";
import { startWebServer, type WebServer } from "../../web/server.ts";
import type { Logger } from "../../telemetry/log.ts";

/** What the door needs. */
export interface WebDoorOptions extends Pick<VitalOptions, "health" | "control"> {
  readonly config: Config;
  readonly log: Logger;
}

/** Addresses that only this machine reaches. */
const LOOPBACK = /^(?:127\.|::1$)/;

type App = ReturnType<typeof createOpeningApp>;

/** See the module. */
export class WebDoor {
  /** What is answered before and after there is a memory; the app with everything is made with the same. */
  readonly vital: VitalOptions;
  readonly #opening: App;
  readonly #server: WebServer;
  #app: App;

  /** Listens. Throws as `startWebServer` does. */
  constructor({ config, log, health, control }: WebDoorOptions) {
    const { web_port: port, web_listen: listen, web_hosts: hosts = [] } = config.settings;
    this.vital = {
      health,
      control,
      hosts: [...hosts, listen.includes(":") ? `[${listen}]` : listen],
      report: (error, where) => log.error("a web request failed", { where, error }),
    };
    this.#opening = createOpeningApp(this.vital);
    this.#app = this.#opening;
    this.#server = startWebServer({
      port,
      listen,
      handle: (request, visitor) => this.#app.fetch(request, visitor),
      onError: (error) => log.error("a web request failed", { error }),
    });
    if (!LOOPBACK.test(listen)) {
      log.warn(
        "other machines reach the web port: what is not behind a token is open to them, and nothing is encrypted",
        {
          address: listen,
        },
      );
    }
  }

  /** `http://127.0.0.1:5000`. */
  get address(): string {
    return this.#server.address;
  }

  /** From now on everything is answered; gives how to end that. */
  open(app: App): () => void {
    this.#app = app;
    return () => {
      this.#app = this.#opening;
    };
  }

  /** Stops listening and hangs up. */
  close(): Promise<void> {
    return this.#server.stop();
  }
}
