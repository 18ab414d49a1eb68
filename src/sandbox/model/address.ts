/**
 * Addresses as moderators see them: cloaked, but so that neighbours look alike.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** Cloaks an address part by part: `+Jk.dU3.SN0.jlf`. Equal beginnings give equal beginnings. */
export function cloakAddress(address: string): string {
  const parts = address.includes(":") ? address.split(":") : address.split(".");
  let seen = "";
  return parts.map((part) => {
    seen += `${part}/`;
    return createHash("sha256").update(seen).digest("base64").slice(0, 3);
  }).join(".");
}

/** The part of an address that a range ban covers: 24 bits, or 16 for a wide one. */
export function addressRange(address: string, wide: boolean): string {
  return address.split(".").slice(0, wide ? 2 : 3).join(".");
}
