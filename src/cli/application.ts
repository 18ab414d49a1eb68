/**
 * The command line as a table: each command with its flags, and where its code is. The code is loaded when the command
 * is used, so that `rosey version` does not wait for the bot.
 *
 * @module
 */

import {
  type Application,
  type ApplicationText,
  ArgumentScannerError,
  buildApplication,
  buildRouteMap,
  formatMessageForArgumentScannerError,
  text_en,
} from "@stricli/core";
import { RoseyError } from "../domain/errors.ts";
import type { Redact } from "../telemetry/redact.ts";
import { commands } from "./command_table.ts";
import type { RoseyContext } from "./command_context.ts";
import { errorBlock, exitCodeOf } from "./error_block.ts";

/** Makes the command line of Rosey. `redact` is asked for every error, as late as possible. */
export function application(redact: Redact): Application<RoseyContext> {
  const root = buildRouteMap({
    routes: commands,
    docs: {
      brief: "A bot for CyTube rooms: it joins, remembers, answers",
      fullDescription: [
        "A bot for CyTube rooms: it joins, remembers, answers.",
        "",
        "Settings come from flags, then the environment, then the file named by --config, then defaults.",
        "Passwords have no flag: ROSEY_PASSWORD and ROSEY_CHANNEL_PASSWORD, or the file.",
      ].join("\n"),
    },
  });
  return buildApplication(root, {
    name: "rosey",
    scanner: { caseStyle: "original", allowArgumentEscapeSequence: true },
    documentation: { onlyRequiredInUsageLine: true },
    localization: { loadText: () => texts(redact) },
    determineExitCode: exitCodeOf,
  });
}

function texts(redact: Redact): ApplicationText {
  // The parser adds the line end itself.
  const block = (thrown: unknown) => errorBlock(thrown, redact).trimEnd();
  return {
    ...text_en,
    exceptionWhileParsingArguments: (thrown) =>
      block(thrown instanceof ArgumentScannerError ? usageError(thrown) : thrown),
    exceptionWhileLoadingCommandFunction: block,
    exceptionWhileLoadingCommandContext: block,
    exceptionWhileRunningCommand: block,
    commandErrorResult: block,
    noCommandRegisteredForInput: ({ input, corrections }) => {
      const [meant] = corrections;
      const hint = meant === undefined
        ? "Run rosey help for the list of commands."
        : `Did you mean ${meant.replaceAll("`", "")}?`;
      return block(
        new RoseyError(`there is no command "${input}"`, {
          code: "cli.unknown_command",
          hint,
          exit: "usage",
        }),
      );
    },
  };
}

function usageError(error: ArgumentScannerError): RoseyError {
  const message = formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections: [meant] }) => {
      return `there is no flag --${input}${meant === undefined ? "" : `; did you mean --${meant}?`}`;
    },
    UnsatisfiedFlagError: ({ externalFlagName }) => `the flag --${externalFlagName} needs a value`,
    UnexpectedPositionalError: ({ input }) => `"${input}" stands where nothing is expected`,
    UnexpectedFlagError: ({ externalFlagName }) => `the flag --${externalFlagName} is given twice`,
  });
  const hint = "Run the command with --help for its flags.";
  return new RoseyError(message, { code: "cli.usage", hint, exit: "usage", cause: error });
}
