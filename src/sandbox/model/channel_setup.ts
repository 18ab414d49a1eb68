/**
 * A channel that was never saved: what its setup says, and the server's defaults.
 *
 * @module
 */

import { RoseyError } from "../../domain/errors.ts";
import type { MediaCatalogue } from "../media_catalogue.ts";
import type { SandboxChannelSetup } from "../options.ts";
import type { KeptChannel } from "../state.ts";
import { type ChannelOptions, defaultChannelOptions } from "./channel_options.ts";
import { Emotes } from "./emotes.ts";
import { DEFAULT_FILTERS } from "./filters.ts";
import { cleanHtml } from "./html.ts";
import { channelOptionsSchema } from "../state.ts";

/** What a channel starts with. An option that does not exist is an error of the setup. */
export function newChannel(
  name: string,
  setup: SandboxChannelSetup | undefined,
  catalogue: MediaCatalogue,
): KeptChannel {
  const registered = setup !== undefined && setup.registered !== false;
  const emotes = new Emotes([]);
  emotes.replace(setup?.emotes ?? []);
  const items = (setup?.playlist ?? []).flatMap(({ type, id, queuedBy, temporary }) => {
    const result = catalogue({ type, id });
    if (result.kind === "failed") return [];
    return result.media.map((media) => ({ media, temp: temporary === true, queueby: queuedBy }));
  });
  return {
    options: optionsOf(name, setup),
    permissions: { ...setup?.permissions },
    playlistOpen: setup?.open ?? !registered,
    look: { motd: cleanHtml(setup?.motd ?? ""), css: "", js: "" },
    emotes: [...emotes.list],
    filters: [...DEFAULT_FILTERS],
    mutes: [],
    buffer: [],
    playlist: { items, current: items.length > 0 ? 0 : null, positionS: 0 },
    poll: null,
  };
}

function optionsOf(name: string, setup: SandboxChannelSetup | undefined): ChannelOptions {
  const wanted = {
    ...defaultChannelOptions(name),
    ...setup?.options,
    ...(setup?.password === undefined ? {} : { password: setup.password }),
  };
  const parsed = channelOptionsSchema.safeParse(wanted);
  if (parsed.success) return parsed.data;
  const option = parsed.error.issues[0]?.path.join(".") ?? "options";
  throw new RoseyError(`cannot set up the sandbox channel ${name}: the option ${option} has a wrong value`, {
    code: "sandbox.bad_option",
    exit: "usage",
    hint: "Give the option the type that channelOpts shows.",
  });
}
