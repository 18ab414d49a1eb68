// @ts-check
/**
 * How the page says that something went wrong, and that it is at work.
 */
import { Refusal } from "./api.js";
import { make, part, unseen } from "./dom.js";
import { button } from "./forms.js";

/** @param {unknown} error */
export function textOf(error) {
  return error instanceof Refusal ? error.message : `This page failed: ${String(error)}`;
}

/**
 * Says something at the foot of the page, until it is put away or another view is shown.
 * @param {string} text
 */
export function notice(text) {
  const line = make("p", { class: "toast", role: "alert" }, text, " ");
  line.append(button("Dismiss", () => line.remove()));
  part("notices").replaceChildren(line);
}

/** Puts away what {@link notice} said. */
export function clearNotice() {
  part("notices").replaceChildren();
}

/**
 * What stands in the place of a view that could not be shown.
 * @param {unknown} error
 * @param {() => void} again
 */
export function failure(error, again) {
  return make(
    "section",
    { class: "card failure", role: "alert" },
    make("h2", {}, "This could not be shown"),
    make("p", {}, textOf(error)),
    button("Try again", again, { class: "main" }),
  );
}

/** What stands in the place of a view that is being read. It shows itself only if that takes a moment. */
export function loading() {
  const shape = () => make("div", { class: "card" });
  return make("div", { class: "loading grid", role: "status" }, unseen("Loading"), shape(), shape(), shape());
}
