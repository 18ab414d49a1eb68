// @ts-check
/**
 * The way in: a token, which the browser then keeps where no script can read it.
 */
import { Refusal, send } from "./api.js";
import { card, make } from "./dom.js";
import { labelled, lineForm } from "./forms.js";

/**
 * @param {string} problem why the reader stands here, where that is worth saying
 * @param {(session: { name: string | null, scopes: readonly string[] }) => void} onLogin
 */
export function loginCard(problem, onLogin) {
  const told = make("p", { id: "login-problem", class: "bad", role: "alert" }, problem);
  const field = make("input", {
    name: "token",
    type: "password",
    autocomplete: "current-password",
    required: true,
    maxlength: 200,
    "aria-describedby": "login-problem",
  });
  const enter = make("button", { class: "main" }, "Log in");
  const form = lineForm(
    async ({ token }) => {
      told.textContent = "";
      enter.disabled = true;
      try {
        onLogin(await send("POST", "/session", { token }));
      } catch (error) {
        const wrong = error instanceof Refusal && (error.status === 400 || error.status === 401);
        told.textContent = wrong
          ? "Rosey does not take this token. Was all of it copied? It may also have expired or been revoked."
          : String(error instanceof Refusal ? error.message : error);
        field.select();
      } finally {
        enter.disabled = false;
      }
    },
    // Programs that keep passwords want to know whose they are.
    make("input", { name: "user", autocomplete: "username", value: "rosey", hidden: true }),
    labelled("Token", field, "grow"),
    enter,
  );
  const made = card(
    "Log in",
    make("p", {}, "What Rosey remembers is shown to those who have a token."),
    form,
    told,
    make(
      "details",
      {},
      make("summary", {}, "Where do I get one?"),
      make("p", {}, "On the machine that Rosey runs on, this makes one that may do everything:"),
      make(
        "pre",
        { tabindex: 0, "aria-label": "Command" },
        "rosey token create --name my-browser --scope admin",
      ),
      make("p", {}, "With it, more can be made on this page, under System."),
    ),
  );
  made.classList.add("login");
  return made;
}
