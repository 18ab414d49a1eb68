import assert from "node:assert/strict";
import { stateDirectory } from "../../../src/config/state_directory.ts";

const workingDirectory = "/work-folder";

Deno.test("config: state lies where XDG says, else in the home, else here", () => {
  const at = (environment: Record<string, string>) =>
    stateDirectory({ environment, windows: false, workingDirectory });
  assert.equal(at({ XDG_STATE_HOME: "/state", HOME: "/home/me" }), "/state/rosey");
  assert.equal(at({ HOME: "/home/me" }), "/home/me/.local/state/rosey");
  assert.equal(at({ HOME: "", XDG_STATE_HOME: "" }), "/work-folder/.rosey");
});

Deno.test("config: on Windows state lies in the local application data", () => {
  const at = (environment: Record<string, string>) =>
    stateDirectory({ environment, windows: true, workingDirectory });
  assert.match(at({ LOCALAPPDATA: "/data" }), /^\/data.rosey$/);
  assert.match(at({ USERPROFILE: "/users/me" }), /rosey$/);
});
