/**
 * The page, as it is inside the program: each file with its type.
 *
 * @module
 */

import { createHash } from "node:crypto";
import uplotCss from "uplot/dist/uPlot.min.css" with { type: "text" };
import uplotJs from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import apiJs from "./page/api.js" with { type: "text" };
import chartDataJs from "./page/chart_data.js" with { type: "text" };
import chatListJs from "./page/chat_list.js" with { type: "text" };
import countsCardJs from "./page/counts_card.js" with { type: "text" };
import docsHtml from "./page/docs.html" with { type: "text" };
import docsJs from "./page/docs.js" with { type: "text" };
import domJs from "./page/dom.js" with { type: "text" };
import formatJs from "./page/format.js" with { type: "text" };
import formsJs from "./page/forms.js" with { type: "text" };
import heatMapJs from "./page/heat_map.js" with { type: "text" };
import heatSumsJs from "./page/heat_sums.js" with { type: "text" };
import iconSvg from "./page/icon.svg" with { type: "text" };
import iconsJs from "./page/icons.js" with { type: "text" };
import indexHtml from "./page/index.html" with { type: "text" };
import loginJs from "./page/login.js" with { type: "text" };
import mainJs from "./page/main.js" with { type: "text" };
import mediaCardJs from "./page/media_card.js" with { type: "text" };
import noticesJs from "./page/notices.js" with { type: "text" };
import narrowCss from "./page/narrow.css" with { type: "text" };
import pageCss from "./page/page.css" with { type: "text" };
import partsCss from "./page/parts.css" with { type: "text" };
import peopleCardJs from "./page/people_card.js" with { type: "text" };
import plotJs from "./page/plot.js" with { type: "text" };
import sayFormJs from "./page/say_form.js" with { type: "text" };
import settingsFormJs from "./page/settings_form.js" with { type: "text" };
import streamJs from "./page/stream.js" with { type: "text" };
import textJs from "./page/text.js" with { type: "text" };
import tokensCardJs from "./page/tokens_card.js" with { type: "text" };
import viewsCss from "./page/views.css" with { type: "text" };
import viewsJs from "./page/views.js" with { type: "text" };
import vitalsJs from "./page/vitals.js" with { type: "text" };
import auditViewJs from "./page/views/audit.js" with { type: "text" };
import chatViewJs from "./page/views/chat.js" with { type: "text" };
import nowViewJs from "./page/views/now.js" with { type: "text" };
import outboxViewJs from "./page/views/outbox.js" with { type: "text" };
import personViewJs from "./page/views/person.js" with { type: "text" };
import playlistViewJs from "./page/views/playlist.js" with { type: "text" };
import pluginsViewJs from "./page/views/plugins.js" with { type: "text" };
import quotesViewJs from "./page/views/quotes.js" with { type: "text" };
import statisticsViewJs from "./page/views/statistics.js" with { type: "text" };
import systemViewJs from "./page/views/system.js" with { type: "text" };

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly text: string;
  /** Changes with the text: what a browser has is good as long as this is. */
  readonly etag: string;
}

const SCRIPT = "text/javascript; charset=utf-8";
const STYLE = "text/css; charset=utf-8";

/** Every file by its path. */
export const PAGE_FILES: ReadonlyMap<string, PageFile> = new Map([
  ["/", file("text/html; charset=utf-8", indexHtml)],
  ["/api/docs", file("text/html; charset=utf-8", docsHtml)],
  ["/page/docs.js", script(docsJs)],
  ["/page/icon.svg", file("image/svg+xml", iconSvg)],
  ["/page/narrow.css", file(STYLE, narrowCss)],
  ["/page/page.css", file(STYLE, pageCss)],
  ["/page/parts.css", file(STYLE, partsCss)],
  ["/page/uplot.css", file(STYLE, uplotCss)],
  ["/page/uplot.js", file(SCRIPT, uplotJs)],
  ["/page/views.css", file(STYLE, viewsCss)],
  ["/page/api.js", script(apiJs)],
  ["/page/chart_data.js", script(chartDataJs)],
  ["/page/chat_list.js", script(chatListJs)],
  ["/page/counts_card.js", script(countsCardJs)],
  ["/page/dom.js", script(domJs)],
  ["/page/format.js", script(formatJs)],
  ["/page/forms.js", script(formsJs)],
  ["/page/heat_map.js", script(heatMapJs)],
  ["/page/heat_sums.js", script(heatSumsJs)],
  ["/page/icons.js", script(iconsJs)],
  ["/page/login.js", script(loginJs)],
  ["/page/main.js", script(mainJs)],
  ["/page/media_card.js", script(mediaCardJs)],
  ["/page/notices.js", script(noticesJs)],
  ["/page/people_card.js", script(peopleCardJs)],
  ["/page/plot.js", script(plotJs)],
  ["/page/say_form.js", script(sayFormJs)],
  ["/page/settings_form.js", script(settingsFormJs)],
  ["/page/stream.js", script(streamJs)],
  ["/page/text.js", script(textJs)],
  ["/page/tokens_card.js", script(tokensCardJs)],
  ["/page/views.js", script(viewsJs)],
  ["/page/vitals.js", script(vitalsJs)],
  ["/page/views/audit.js", script(auditViewJs)],
  ["/page/views/chat.js", script(chatViewJs)],
  ["/page/views/now.js", script(nowViewJs)],
  ["/page/views/outbox.js", script(outboxViewJs)],
  ["/page/views/person.js", script(personViewJs)],
  ["/page/views/playlist.js", script(playlistViewJs)],
  ["/page/views/plugins.js", script(pluginsViewJs)],
  ["/page/views/quotes.js", script(quotesViewJs)],
  ["/page/views/statistics.js", script(statisticsViewJs)],
  ["/page/views/system.js", script(systemViewJs)],
]);

/** Comments stay with the source: they would be a quarter of what goes over the wire. */
function script(text: string): PageFile {
  return file(SCRIPT, text.replace(/^ *\/\*\*(?:(?!\*\/)[^])*\*\/\n/gm, ""));
}

function file(type: string, text: string): PageFile {
  return { type, text, etag: `"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"` };
}
