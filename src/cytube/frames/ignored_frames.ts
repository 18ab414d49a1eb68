/**
 * Frames that Rosey knows and has no use for, each with the reason.
 *
 * @module
 */

import { ignored } from "./rule.ts";

const NOT_ASKED = "answers a request that Rosey does not make";
const FOR_THE_PAGE = "for the settings dialogue of the web page";

/** Rules of the frames that change nothing. */
export const IGNORED_FRAMES = {
  channelCSSJS: ignored("looks of the web page"),
  clearVoteskipVote: ignored("resets a button of the web page; Rosey's going AFK is told by setUserMeta"),
  listPlaylists: ignored("saved playlists of the account, sent on every join; Rosey does not use them"),
  costanza: ignored("a joke about banning oneself; an errorMsg with the same text follows"),
  validationError: ignored(FOR_THE_PAGE),
  validationPassed: ignored(FOR_THE_PAGE),
  chatFilters: ignored(NOT_ASKED),
  updateChatFilter: ignored("echoes are compared without knowing the filters"),
  deleteChatFilter: ignored("echoes are compared without knowing the filters"),
  addFilterSuccess: ignored(NOT_ASKED),
  channelRanks: ignored(NOT_ASKED),
  readChanLog: ignored(NOT_ASKED),
  searchResults: ignored(NOT_ASKED),
  warnLargeChandump: ignored("about the size of what the server saves; for the channel's owner"),
};
