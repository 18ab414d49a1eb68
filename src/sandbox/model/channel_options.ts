/**
 * The options of a channel (`channelOpts`), and what `setOptions` does to them.
 *
 * @module
 */

import type { FloodRule } from "./limiter.ts";
import { isRecord } from "./frame_shape.ts";

/** Hardest that a channel may set its own flood limit (CyTube 3.86). */
const MAX_BURST = 20;
const MAX_SUSTAINED = 10;
/** Longest page title, and longest URL of a style sheet or script. */
const MAX_TITLE_LENGTH = 100;
const MAX_URL_LENGTH = 255;
/** A day. */
const MAX_AFK_TIMEOUT_S = 86_400;

/** `channelOpts` as it goes over the wire. */
export interface ChannelOptions {
  allow_voteskip: boolean;
  voteskip_ratio: number;
  /** Seconds of silence after which somebody is marked away; 0 for never. */
  afk_timeout: number;
  pagetitle: string;
  /** Longest media in seconds; 0 for any. */
  maxlength: number;
  externalcss: string;
  externaljs: string;
  chat_antiflood: boolean;
  chat_antiflood_params: Required<FloodRule>;
  show_public: boolean;
  enable_link_regex: boolean;
  password: string | false;
  allow_dupes: boolean;
  torbanned: boolean;
  block_anonymous_users: boolean;
  allow_ascii_control: boolean;
  playlist_max_per_user: number;
  new_user_chat_delay: number;
  new_user_chat_link_delay: number;
  playlist_max_duration_per_user: number;
}

/** What a new channel has. */
export function defaultChannelOptions(channel: string): ChannelOptions {
  return {
    allow_voteskip: true,
    voteskip_ratio: 0.5,
    afk_timeout: 600,
    pagetitle: channel,
    maxlength: 0,
    externalcss: "",
    externaljs: "",
    chat_antiflood: false,
    chat_antiflood_params: { burst: 4, sustained: 1, cooldown: 4 },
    show_public: false,
    enable_link_regex: true,
    password: false,
    allow_dupes: false,
    torbanned: false,
    block_anonymous_users: false,
    allow_ascii_control: false,
    playlist_max_per_user: 0,
    new_user_chat_delay: 0,
    new_user_chat_link_delay: 0,
    playlist_max_duration_per_user: 0,
  };
}

/** What one field of a `setOptions` frame led to, beside the change itself. */
export type OptionAnswer =
  | { readonly event: "validationPassed"; readonly target: string }
  | { readonly event: "validationError"; readonly target: string; readonly message: string };

/** What a `setOptions` frame did. */
export interface OptionChanges {
  readonly answers: readonly OptionAnswer[];
  readonly changed: boolean;
}

const BOOLEANS = ["allow_voteskip", "enable_link_regex", "allow_dupes"] as const;
const ADMIN_BOOLEANS = [
  "show_public",
  "torbanned",
  "block_anonymous_users",
  "allow_ascii_control",
  "chat_antiflood",
] as const;
const COUNTS = [
  "playlist_max_per_user",
  "new_user_chat_delay",
  "new_user_chat_link_delay",
  "playlist_max_duration_per_user",
] as const;
const URLS = { externalcss: "CSS", externaljs: "JavaScript" } as const;

/** Changes `options` as a `setOptions` frame of somebody of this rank asks (2 and up; some need 3). */
export function changeOptions(
  options: ChannelOptions,
  asked: Readonly<Record<string, unknown>>,
  rank: number,
): OptionChanges {
  const answers: OptionAnswer[] = [];
  const before = JSON.stringify(options);
  const passed = (name: string) => answers.push({ event: "validationPassed", target: `#cs-${name}` });
  const failed = (name: string, message: string) =>
    answers.push({ event: "validationError", target: `#cs-${name}`, message });

  for (const name of BOOLEANS) if (name in asked) options[name] = Boolean(asked[name]);
  changeNumbers(options, asked, passed, failed);
  if (rank >= 3) {
    for (const name of ADMIN_BOOLEANS) if (name in asked) options[name] = Boolean(asked[name]);
    if ("pagetitle" in asked && rank >= 3) {
      options.pagetitle = String(asked["pagetitle"]).slice(0, MAX_TITLE_LENGTH) || options.pagetitle;
    }
    if ("password" in asked) {
      const text = typeof asked["password"] === "string" ? asked["password"].slice(0, MAX_URL_LENGTH) : "";
      options.password = text === "" ? false : text;
    }
    for (const name of ["externalcss", "externaljs"] as const) {
      if (name in asked) changeUrl(options, name, asked[name], passed, failed);
    }
    if ("chat_antiflood_params" in asked) changeFlood(options, asked["chat_antiflood_params"]);
  }
  return { answers, changed: JSON.stringify(options) !== before || answers.some(isPass) };
}

function isPass(answer: OptionAnswer): boolean {
  return answer.event === "validationPassed";
}

type Passed = (name: string) => void;
type Failed = (name: string, message: string) => void;

function changeNumbers(
  options: ChannelOptions,
  asked: Readonly<Record<string, unknown>>,
  passed: Passed,
  failed: Failed,
): void {
  if ("voteskip_ratio" in asked) {
    const ratio = Number.parseFloat(String(asked["voteskip_ratio"]));
    if (Number.isNaN(ratio) || ratio < 0) {
      failed("voteskip_ratio", `Input must be a number 0 or greater, not "${asked["voteskip_ratio"]}"`);
    } else {
      passed("voteskip_ratio");
      options.voteskip_ratio = ratio;
    }
  }
  if ("afk_timeout" in asked) {
    const seconds = Math.trunc(Number(asked["afk_timeout"]));
    if (!(seconds >= 0 && seconds <= MAX_AFK_TIMEOUT_S)) {
      failed("afk_timeout", "AFK timeout must be between 1 and 86400 seconds (or 0 to disable)");
    } else {
      passed("afk_timeout");
      options.afk_timeout = seconds;
    }
  }
  if ("maxlength" in asked) {
    const seconds = Math.trunc(Number(asked["maxlength"]));
    options.maxlength = seconds > 0 ? seconds : 0;
  }
  for (const name of COUNTS) {
    if (!(name in asked)) continue;
    const count = Math.trunc(Number(asked[name]));
    if (count >= 0) options[name] = count;
  }
}

function changeUrl(
  options: ChannelOptions,
  name: keyof typeof URLS,
  value: unknown,
  passed: Passed,
  failed: Failed,
): void {
  const url = String(value).slice(0, MAX_URL_LENGTH);
  if (url !== "" && !url.startsWith("https://")) {
    failed(name, `Invalid URL for external ${URLS[name]}:  URL must begin with 'https://'`);
    return;
  }
  passed(name);
  options[name] = url;
}

function changeFlood(options: ChannelOptions, value: unknown): void {
  if (!isRecord(value)) return;
  const burst = Math.trunc(Number(value["burst"]));
  const sustained = Number(value["sustained"]);
  if (Number.isNaN(burst) || Number.isNaN(sustained)) return;
  const rule = {
    burst: Math.min(MAX_BURST, Math.max(1, burst)),
    sustained: Math.min(MAX_SUSTAINED, sustained > 0 ? sustained : 0.1),
  };
  options.chat_antiflood_params = { ...rule, cooldown: rule.burst / rule.sustained };
}
