// @ts-check
/**
 * Saying something through Rosey, and seeing what became of it.
 */
import { send } from "./api.js";
import { card, make } from "./dom.js";
import { labelled, lineForm } from "./forms.js";

/** How a line ended, in words. */
const ENDS = {
  sent: "Said.",
  rejected: "The room refused it.",
  expired: "It waited too long and was not said.",
  parked: "It was not said: it waits for a decision in the outbox.",
  dead: "It was given up.",
};

/**
 * The view of those who may say something and see nothing.
 * @param {import("./views.js").ViewContext} context
 */
export function say(context) {
  const told = make(
    "p",
    { class: "quiet" },
    "Your token may say something as Rosey. It may not see the room, or what became of what it said.",
  );
  context.place.replaceChildren(card("Say something", told, sayForm(context)));
  return Promise.resolve();
}

/** @param {import("./views.js").ViewContext} context */
export function sayForm({ stream, signal, has, attempt }) {
  const told = make("p", { class: "quiet told", role: "status" });
  let last = 0;
  stream.on(["outbox.changed"], signal, ({ data: { outboxId, state, detail } }) => {
    const end = Object.entries(ENDS).find(([name]) => name === state)?.[1];
    if (outboxId !== last || end === undefined) return;
    told.textContent = typeof detail === "string" && state !== "sent" ? `${end} ${detail}` : end;
  });
  // One key for one text: pressed again because no answer came, it is said once.
  let key = crypto.randomUUID();
  let keyed = "";
  const form = lineForm(
    ({ message }, form) => {
      if (message === undefined) return;
      if (message !== keyed) key = crypto.randomUUID();
      keyed = message;
      told.textContent = "";
      attempt(async () => {
        const { id } = await send("POST", "/say", { message }, key);
        last = id;
        keyed = "";
        form.reset();
        if (told.textContent === "") {
          const number = `number ${id}`;
          told.replaceChildren(
            "On its way as ",
            has("read") ? make("a", { href: "#/outbox" }, number) : number,
            ".",
          );
        }
      });
    },
    labelled(
      "Say as Rosey",
      make("input", { name: "message", maxlength: 2_000, autocomplete: "off", required: true }),
      "grow",
    ),
    make("button", { class: "main" }, "Say"),
  );
  return make("div", { class: "say" }, form, told);
}
