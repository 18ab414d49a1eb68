/**
 * Recognising Rosey's own line when the server says it again. The channel's filters rewrite it on the way, so texts are
 * compared without what the usual filters eat.
 *
 * @module
 */

/** Marks of the default filters (code, bold, italic, strike), which another filter of the channel may eat. */
const FILTER_MARKS = /[`*_~]|\[\/?sp\]/gi;

/** What is left of a text once marks and the kind of white space are forgotten: equal for a line and its echo. */
export function echoKey(text: string): string {
  return text.replace(FILTER_MARKS, "").replace(/[\s\p{Cc}]+/gu, " ").trim();
}

/** Whether an echo is that of a line that was sent. */
export function isEchoOf(echo: string, sent: string): boolean {
  return echoKey(echo) === echoKey(sent);
}

/** Whether an echo is the beginning of a line that was sent: the server cut it, maybe in the middle of a character. */
export function isCutEchoOf(echo: string, sent: string): boolean {
  const [heard, whole] = [echoKey(echo.replace(/\uFFFD+$/, "")), echoKey(sent)];
  return heard.length < whole.length && whole.startsWith(heard);
}
