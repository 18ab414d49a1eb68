/**
 * What the ball knows.
 *
 * @module
 */

/** Twenty answers: ten say yes, five say no, and five will not be pinned down. */
export const ANSWERS = {
  yes: [
    "Yes, and you knew it.",
    "The popcorn points to yes.",
    "All signs nod.",
    "I would bet my playlist on it.",
    "As sure as the next buffering.",
    "Without a doubt in my circuits.",
    "It is written in the credits.",
    "Looks good from where I float.",
    "Yes. Say thank you to the ball.",
    "The stars voted, and it is a yes.",
  ],
  unsure: [
    "The picture is out of focus, ask again.",
    "Ask me after the film.",
    "I know, but I must not spoil it.",
    "The reel is still turning.",
    "Think harder, then ask once more.",
  ],
  no: [
    "No. Not in any cut of this film.",
    "I would not count on it.",
    "The stars voted, and it is a no.",
    "My sources shake their heads.",
    "That scene was cut.",
  ],
} as const;
